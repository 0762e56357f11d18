"""The time for a section, a step and an exercise follows from their content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tutor.course.load import load_course, scan_sections
from tutor.course.minutes import amount, exercise_minutes, in_words, portions, step_minutes
from tutor.course.model import Lesson, SectionTask

PATH = Path("step-1.md")
QUIZ = """\
```quiz
id: q
kind: number
question: >
  How many words
  are these?
answer: 7
why: This is not read before it is answered.
wrong:
  "3": Nor is this one here.
```
"""


def minutes(body: str, task: str = "") -> float:
    tasks = {"a": SectionTask(task, "Do it.")} if task else {}
    lesson = Lesson(
        "step-1", 1, "T", "1 h", "w", "w", (), (), scan_sections(f"## A\n{body}", PATH), PATH, tasks=tasks
    )
    return amount(lesson.sections[0], lesson).minutes


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("word " * 200, 1.0),
        ("[word](https://example.org/a/long/address) " * 200, 1.0),
        ("word " * 200 + "\n<!-- not read -->", 1.0),
        ("```python\n" + "x = 1\n\n" * 12 + "```\n", 1.0),
        ("```python live T=3\n" + "x = 1\n" * 12 + "```\n\n```output\n1\n```\n", 1.5),
        (f"<details><summary>Deep</summary>\n\n{'word ' * 200}\n\n</details>\n\n" + "word " * 100, 0.5),
        (QUIZ, 1.0 + 6 / 200),
        ("[to the Lab](lab:division) and [again](lab:division)", 4 + 5 / 200),
    ],
)
def test_words_blocks_and_questions_take_time_and_folds_do_not(body: str, expected: float) -> None:
    assert minutes(body) == pytest.approx(expected)


def test_a_task_elsewhere_takes_time_and_an_exercise_counts_separately() -> None:
    assert [minutes("", to) for to in ("", "exercise:ex1", "run:x", "lab:x")] == [0, 0, 2, 4]


def test_minutes_are_rounded_to_their_precision() -> None:
    said = [in_words(number) for number in (0.4, 1.6, 59.4, 59.6, 62, 63, 178)]
    assert said == [
        "under a minute",
        "2 min",
        "59 min",
        "1 h 00 min",
        "1 h 00 min",
        "1 h 05 min",
        "3 h 00 min",
    ]


def test_references_cover_steps_sections_ranges_and_exercises() -> None:
    course = load_course()
    step = course.lessons[1]
    found = list(portions(course, [f"{step.id}#scores..scaling", f"{step.id}#cost", "ex1"]))
    names = [one.target.partition("#")[2] or one.target for one in found]
    assert names[:4] == ["scores", "softmax", "weighted-sum", "scaling"]
    assert names[-2:] == ["cost", "exercise:ex1_scaled_dot_product_attention"]
    every = [one.target for one in portions(course, [step.id])]
    halves = [f"{step.id}#..scaling", f"{step.id}#output-projection.."]
    assert [one.target for one in portions(course, halves)] == every and len(every) == len(step.sections)
    for unknown in (f"{step.id}#a..", "step-9", "ex99"):
        with pytest.raises(LookupError):
            list(portions(course, [unknown]))


def test_estimated_exercise_times_match_what_the_steps_say() -> None:
    course = load_course()
    step = course.lessons[4]
    times = [exercise_minutes(one) for one in course.exercises[:5]]
    for low, own, high in zip((30, 20, 45, 20, 45), times, (60, 40, 90, 40, 90), strict=True):
        assert low <= own <= high
    without = step_minutes(course, replace(step, exercises=()))
    assert step_minutes(course, step) > without + sum(times)
