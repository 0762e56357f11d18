"""What is asked next, what an answer is worth, and what comes back when."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.progress.solving import solve
from tutor.course.types import Checkpoint, Course, Lesson, Section
from tutor.progress.asking import Asking
from tutor.progress.events import Drilled, from_line, to_line
from tutor.progress.spacing import due
from tutor.progress.standing import Standing

MINUTE, DAY = 60.0, 86_400.0
NOW = 1.79e9


def drilled(at: float, correct: bool, question: str = "project", drill: str = "shapes") -> Drilled:
    return Drilled(at=at, drill=drill, correct=correct, question=question)


def test_what_was_never_missed_is_never_due() -> None:
    assert due([drilled(NOW, True), drilled(NOW + DAY, True)], NOW + 400 * DAY) == ()


def test_a_miss_comes_back_within_minutes_and_later_and_later_while_it_is_known() -> None:
    events, at, gaps = [drilled(NOW, False)], NOW, []
    for _ in range(6):
        step = MINUTE
        while not due(events, at + step):
            step *= 1.1
        gaps.append(step)
        at += step
        events.append(drilled(at, True))
    assert gaps[0] < 15 * MINUTE
    assert gaps == sorted(gaps) and gaps[-1] > 5 * DAY
    events.append(drilled(at + MINUTE, False))
    assert due(events, at + DAY), "a miss after all begins again"


def test_the_longest_overdue_comes_first_and_each_kind_for_itself() -> None:
    events = [
        drilled(NOW, False, "project"),
        drilled(NOW + MINUTE, False, "scores"),
        drilled(NOW, False, "window", "masks"),
    ]
    assert due(events, NOW + DAY) == (("masks", "window"), ("shapes", "project"), ("shapes", "scores"))


@pytest.mark.parametrize("at", [1e300, -1e300, float("nan"), 0.0])
def test_a_clock_that_is_far_out_breaks_nothing(at: float) -> None:
    events = [drilled(NOW, False), drilled(at, True), drilled(NOW + MINUTE, False)]
    assert due(events, NOW + DAY) == (("shapes", "project"),)
    assert due(events, at) in ((), (("shapes", "project"),))


def test_answers_of_an_older_record_have_no_kind_and_are_passed_over() -> None:
    old = from_line(b'{"kind":"drilled","at":1.0,"drill":"shapes","correct":false}')
    assert isinstance(old, Drilled) and old.question == ""
    assert due([old], NOW) == ()
    assert from_line(to_line(drilled(NOW, True))) == drilled(NOW, True)


def test_what_is_due_is_asked_first_and_once_and_then_everything() -> None:
    events = [drilled(NOW, False, "window", "masks"), drilled(NOW, False, "a-kind-of-old")]
    asking = Asking(events, NOW + DAY, pick=random.Random(1))
    first = asking.ask()
    assert (first.drill, first.question.key, first.again) == ("masks", "window", True)
    rest = [asking.ask() for _ in range(60)]
    assert not any(one.again for one in rest)
    assert len({one.drill for one in rest}) == 7
    assert all(a.question.key != b.question.key for a, b in pairwise(rest))


def test_a_drill_asks_only_its_own() -> None:
    events = [drilled(NOW, False, "window", "masks"), drilled(NOW, False, "project", "shapes")]
    asking = Asking(events, NOW + DAY, "shapes", random.Random(1))
    assert {asking.ask().drill for _ in range(30)} == {"shapes"}


def test_a_confusion_is_told_and_the_row_begins_again() -> None:
    asking = Asking([], NOW, "masks", random.Random(4))
    asked = asking.ask()
    right = asking.answer(asked, solve("masks", asked.question.key, asked.quiz), NOW)
    assert (right.event.correct, asking.row, right.says) == (True, 1, asked.quiz.why)
    asked = asking.ask()
    confusion = asked.question.confusions[0]
    wrong = asking.answer(asked, confusion.answer, NOW)
    assert (wrong.event.correct, asking.row) == (False, 0)
    assert wrong.says.startswith(confusion.why) and f"Right is {asked.quiz.answer}." in wrong.says
    assert wrong.event == Drilled(at=NOW, drill="masks", correct=False, question=asked.question.key)


def course() -> Course:
    """One checkpoint, shown by a drill."""
    checkpoint = Checkpoint("c", "Can trace dimensions", ("drill:shapes",))
    lesson = Lesson(
        "step-1", 1, "One", "1 h", "", "", (), (checkpoint,), (Section("s", "S", "", 1),), Path("step-1.md")
    )
    return Course(Path(), (lesson,))


def test_ten_in_a_row_are_evidence_and_nine_are_not() -> None:
    asking, events = Asking([], NOW, "shapes", random.Random(2)), []
    while not asking.passed:
        asked = asking.ask()
        assert not Standing.of(course(), events).shown
        given = solve("shapes", asked.question.key, asked.quiz)
        wrong = str(int(given) % len(asked.quiz.choices) + 1)
        events.append(asking.answer(asked, wrong if len(events) == 9 else given, NOW + len(events)).event)
    assert len(events) == 20
    standing = Standing.of(course(), events)
    assert standing.shown == 1
    assert "ten questions" in standing.checkpoints[0].evidence[0].says
    others = [Drilled(at=event.at, drill="masks", correct=True) for event in events]
    assert not Standing.of(course(), others).shown
