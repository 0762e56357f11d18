"""The guesser passes what can be passed without knowing, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.guesser import LEARNERS, STRATEGIES, GuesserScore, guesser_scores, guesses
from tutor.course.load import scan_sections
from tutor.course.model import Course, Lesson

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
    return {one.strategy: one for one in guesser_scores(Course(Path(), (lesson,)))}


def test_what_length_or_the_page_gives_away_is_found(scores: dict[str, GuesserScore]) -> None:
    assert (scores["longest"].right, scores["longest"].questions) == (1, 2)
    assert scores["second longest"].right == 1
    assert scores["shortest"].right == 0
    assert (scores["on the page"].right, scores["on the page"].questions) == (2, 3)
    assert scores["b as written"].right == 1 and scores["first as written"].right == 1


def test_places_and_orders_that_are_shuffled_give_no_more_than_chance(
    scores: dict[str, GuesserScore],
) -> None:
    for strategy in ("first", "b", "same order", "at random"):
        assert abs(scores[strategy].right - scores[strategy].chance) < 0.5
    assert scores["longest"].chance == pytest.approx(1 / 3 + 1 / 4)
    assert set(scores) == set(STRATEGIES)


def test_each_guess_knows_the_line_of_its_question() -> None:
    path = Path("step-1.md")
    lesson = Lesson("step-1", 1, "T", "1 hour", "w", "w", (), (), scan_sections(PAGE, path), path)
    found = [one for one in guesses(lesson) if one.strategy == "longest"]
    assert [(one.quiz, one.line, one.right) for one in found] == [("a", 5, 1.0), ("b", 15, 0.0)]
    assert LEARNERS == 50
