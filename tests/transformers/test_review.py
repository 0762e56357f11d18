"""The next question of a drill, the result of an answer, and when a question comes back."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from tutor.course.model import Checkpoint, Course, Lesson, Section
from tutor.course.quiz import unreadable
from tutor.progress.events import Drilled, from_line, to_line
from tutor.progress.standing import Standing
from tutor.transformers.drills.catalogue import DRILLS
from tutor.transformers.drills.review import AskedQuestion, DrillSession, due

MINUTE, DAY = 60.0, 86_400.0
NOW = 1.79e9


def drilled(at: float, correct: bool, question: str = "project", drill: str = "shapes") -> Drilled:
    return Drilled(at=at, drill=drill, correct=correct, question=question)


def answer_to(asked: AskedQuestion) -> str:
    return asked.question.solution()


def test_a_question_never_missed_is_never_due() -> None:
    assert due([drilled(NOW, True), drilled(NOW + DAY, True)], NOW + 400 * DAY) == ()


def test_a_miss_comes_back_within_minutes_then_at_growing_intervals() -> None:
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


def test_answers_without_a_kind_in_older_records_are_ignored() -> None:
    old = from_line(b'{"kind":"drilled","at":1.0,"drill":"shapes","correct":false}')
    assert isinstance(old, Drilled) and old.question == ""
    assert due([old], NOW) == ()
    assert from_line(to_line(drilled(NOW, True))) == drilled(NOW, True)


def test_due_questions_are_asked_once_first_then_all_others() -> None:
    events = [drilled(NOW, False, "window", "masks"), drilled(NOW, False, "a-kind-of-old")]
    asking = DrillSession(events, pick=random.Random(1))
    first = asking.ask(NOW + DAY)
    assert (first.drill, first.question.key, first.again) == ("masks", "window", True)
    asking.answer(first, answer_to(first), NOW + DAY)
    rest = [asking.ask(NOW + DAY) for _ in range(60)]
    assert not any(one.again for one in rest)
    assert len({one.drill for one in rest}) == 7
    assert all((a.drill, a.question.key) != (b.drill, b.question.key) for a, b in pairwise(rest))


def test_a_missed_question_comes_back_in_the_same_session() -> None:
    asking = DrillSession([], "masks", random.Random(1))
    missed = asking.ask(NOW)
    asking.answer(missed, "7777", NOW)
    between = asking.ask(NOW + 2 * MINUTE)
    assert not between.again and between.question.key != missed.question.key
    asking.answer(between, answer_to(between), NOW + 2 * MINUTE)
    back = asking.ask(NOW + 3 * MINUTE)
    assert (back.question.key, back.again) == (missed.question.key, True)


def test_every_kind_is_asked_before_one_comes_again() -> None:
    kinds = list(DRILLS["shapes"].templates)
    asked_before = [drilled(NOW, True, key) for key in kinds[:4]]
    asking, keys = DrillSession(asked_before, "shapes", random.Random(3)), []
    for _ in range(len(kinds) - 4):
        asked = asking.ask(NOW)
        asking.answer(asked, answer_to(asked), NOW)
        keys.append(asked.question.key)
    assert sorted(keys) == sorted(kinds[4:])


def test_a_drill_asks_only_its_own() -> None:
    events = [drilled(NOW, False, "window", "masks"), drilled(NOW, False, "project", "shapes")]
    asking = DrillSession(events, "shapes", random.Random(1))
    assert {asking.ask(NOW + DAY).drill for _ in range(30)} == {"shapes"}


def test_a_confusion_is_explained_and_the_streak_restarts() -> None:
    asking = DrillSession([], "masks", random.Random(4))
    asked = asking.ask(NOW)
    right = asking.answer(asked, answer_to(asked), NOW)
    assert (right.event.correct, asking.row, right.says) == (True, 1, asked.quiz.why)
    asked = asking.ask(NOW)
    confusion = asked.question.confusions[0]
    wrong = asking.answer(asked, confusion.answer, NOW)
    assert (wrong.event.correct, asking.row) == (False, 0)
    assert wrong.says.startswith(confusion.why) and f"The answer is {asked.quiz.answer}." in wrong.says
    assert wrong.event == Drilled(at=NOW, drill="masks", correct=False, question=asked.question.key)


def course() -> Course:
    """One checkpoint with a drill as its proof."""
    checkpoint = Checkpoint("c", "Can trace dimensions", ("drill:shapes",))
    lesson = Lesson(
        "step-1", 1, "One", "1 h", "", "", (), (checkpoint,), (Section("s", "S", "", 1),), Path("step-1.md")
    )
    return Course(Path(), (lesson,), plugin="tutor.transformers")


def test_ten_in_a_row_are_evidence_and_nine_are_not() -> None:
    asking, events = DrillSession([], "shapes", random.Random(2)), []
    while not asking.passed:
        asked = asking.ask(NOW + len(events))
        assert not Standing.of(course(), events).shown
        given = answer_to(asked)
        wrong = str(int(given) % len(asked.quiz.choices) + 1)
        events.append(asking.answer(asked, wrong if len(events) == 9 else given, NOW + len(events)).event)
    assert len(events) == 20
    standing = Standing.of(course(), events)
    assert standing.shown == 1
    assert "ten questions" in standing.checkpoints[0].evidence[0].says
    others = [Drilled(at=event.at, drill="masks", correct=True) for event in events]
    assert not Standing.of(course(), others).shown


def test_a_streak_continues_from_the_record() -> None:
    asking = DrillSession([drilled(NOW, False), *[drilled(NOW, True)] * 9], "shapes", random.Random(2))
    assert asking.row == 9 and not asking.passed
    asked = asking.ask(NOW)
    answered = asking.answer(asked, answer_to(asked), NOW)
    assert asking.passed and answered.news == "Ten in a row: you have passed the drill shapes."
    assert DrillSession([drilled(NOW, True)] * 10, "shapes").row == 0, "a full row begins again"
    assert DrillSession([drilled(NOW, True)] * 9, "masks").row == 0, "each drill for itself"


def test_a_drill_passed_among_others_is_reported_once() -> None:
    others = [name for name in DRILLS if name != "shapes"]
    events = [drilled(NOW, True, drill="shapes")] * 9
    asking, news = DrillSession(events, pick=random.Random(5)), []
    while asking.row < 9 or not news:
        asked = asking.ask(NOW)
        news += [says] if (says := asking.answer(asked, answer_to(asked), NOW).news) else []
    assert any("Ten of shapes in a row: you have passed this drill." in says for says in news)
    assert not any(f"Ten of {name} " in news[0] for name in others)


@pytest.mark.parametrize(
    ("key", "slips", "answers"),
    [
        ("shapes", ("", "0", "5", "x", "(5, 8)", "٣٣", "9" * 5000), ("1", " 4 ")),
        ("masks", ("", "abc", "1e999", "nan"), ("40", "-1", "0,5", "1/3")),
        ("order", ("", "1 2", "1 1 2 3 4 5", "0 1 2 3 4 5 6", "abc"), ()),
    ],
)
def test_a_typing_error_is_no_answer(key: str, slips: tuple[str, ...], answers: tuple[str, ...]) -> None:
    quiz = DRILLS[key].ask(random.Random(1)).quiz
    assert all(unreadable(quiz, slip).endswith((".", "?")) for slip in slips)
    given = (*answers, *([" ".join(map(str, range(len(quiz.items), 0, -1)))] if quiz.items else ()))
    assert not any(unreadable(quiz, one) for one in given)
