"""The guesser passes what can be passed without knowledge, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.guesser import (
    LEARNERS,
    STRATEGIES,
    WRITTEN,
    GuesserScore,
    guesser_scores,
    guesses,
    most_by_luck,
)
from tutor.course.lint_guesses import guess_findings
from tutor.course.load import scan_sections
from tutor.course.model import Lesson

PAGE = """\
## One

A query meets the keys of the page. There are 7 and 7 and 9, and a shape (5, 8) here.

```quiz
id: a
kind: choice
question: Q
choices:
  - {text: short, why: w}
  - {text: the very longest of them all, why: w, correct: true}
  - {text: unknown words stand there, why: w}
```

```quiz
id: b
kind: choice
question: Q
choices:
  - {text: a query meets the keys, why: w, correct: true}
  - {text: nothing of the kind ever happened to anybody, why: w}
  - {text: other, why: w}
  - {text: more, why: w}
```

```quiz
id: c
kind: number
question: Q
answer: 7
why: W
```

```quiz
id: d
kind: order
question: Q
items: [one, two, three]
why: W
```
"""


@pytest.fixture(scope="module")
def scores() -> dict[str, GuesserScore]:
    path = Path("step-1.md")
    lesson = Lesson("step-1", 1, "T", "1 hour", "w", "w", (), (), scan_sections(PAGE, path), path)
    return {one.strategy: one for one in guesser_scores([lesson]) if one.lesson}


def test_answers_revealed_by_length_or_the_page_are_found(scores: dict[str, GuesserScore]) -> None:
    assert (scores["longest"].right, scores["longest"].questions) == (1, 2)
    assert scores["second longest"].right == 1
    assert scores["shortest"].right == 0
    assert (scores["words of the page"].right, scores["words of the page"].questions) == (1, 2)
    assert (scores["number of the page"].right, scores["number of the page"].chance) == (1, 1 / 4)
    assert scores["b as written"].right == 1 and scores["first as written"].right == 1


def test_shuffled_positions_and_orders_give_no_more_than_chance(
    scores: dict[str, GuesserScore],
) -> None:
    for strategy in ("first", "b", "same order", "at random"):
        assert abs(scores[strategy].right - scores[strategy].chance) < 0.5
    assert scores["longest"].chance == pytest.approx(1 / 3 + 1 / 4)
    assert set(scores) == {*STRATEGIES, *WRITTEN}


def test_each_guess_has_the_line_of_its_question() -> None:
    path = Path("step-1.md")
    lesson = Lesson("step-1", 1, "T", "1 hour", "w", "w", (), (), scan_sections(PAGE, path), path)
    found = [one for one in guesses(lesson) if one.strategy == "longest"]
    assert [(one.quiz, one.line, one.right) for one in found] == [("a", 5, 1.0), ("b", 15, 0.0)]
    assert LEARNERS == 50


def test_the_bound_for_luck_is_that_of_the_binomial_distribution() -> None:
    assert most_by_luck([]) == 0
    assert most_by_luck([0.25] * 20, 0.01) == 10  # P(X > 9) = 0.0139, P(X > 10) = 0.0039
    assert most_by_luck([0.25] * 20, 0.014) == 9
    assert most_by_luck([0.0] * 5) == 0


def choice(number: int, right: int) -> str:
    """A question whose right choice is the longest; ``right`` is its position in the file."""
    lines = [f"  - {{text: short {n}, why: w}}" for n in range(3)]
    lines.insert(right, "  - {text: the longest one, why: w, correct: true}")
    return f"```quiz\nid: q{number}\nkind: choice\nquestion: Q\nchoices:\n" + "\n".join(lines) + "\n```\n"


def test_a_strategy_that_beats_luck_is_reported_with_its_questions() -> None:
    path = Path("step-1.md")

    def findings(count: int) -> list[str]:
        text = "## One\n" + "\n".join(choice(number, number % 4) for number in range(count))
        lesson = Lesson("step-1", 1, "T", "1 hour", "w", "w", (), (), scan_sections(text, path), path)
        return [str(one) for one in guess_findings([lesson])]

    assert findings(2) == [], "two of two may be luck"
    assert findings(8) == [
        "step-1.md, line 2: the guesser 'longest' passes 8 of 8 questions of this step; by chance it "
        "would be 2.0, and more than 5 "
        "once in 100 times: lines 2, 13, 24, 35, 46, 57, 68, 79"
    ]


def test_a_strategy_can_beat_luck_over_all_steps_only() -> None:
    lessons = []
    for step in range(4):
        path = Path(f"step-{step}.md")
        text = "## One\n" + "\n".join(choice(number, number) for number in range(3))
        sections = scan_sections(text, path)
        lessons.append(Lesson(path.stem, step, "T", "1 hour", "w", "w", (), (), sections, path))
    [finding] = guess_findings(lessons)
    assert "'longest' passes 12 of 12 questions of all steps together" in finding.fault
    assert "step 0, lines 2, 13, 24; step 1, lines 2" in finding.fault
