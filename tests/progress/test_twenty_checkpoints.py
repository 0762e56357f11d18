"""One learner reaches every checkpoint: each is shown by its own events, and by no others."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.course.markdown import blocks
from tutor.course.model import Checkpoint, Course, Lesson, LiveCode, Quiz
from tutor.course.quiz import is_correct
from tutor.progress.events import AnyEvent, BlockRun, Checked, Drilled, QuizAnswered
from tutor.progress.standing import Standing
from tutor.transformers.drills.review import DrillSession

NOW = 1.79e9


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


@pytest.fixture(scope="module")
def parts(course: Course) -> dict[str, Quiz | LiveCode]:
    """Every question and every live block, by its name in a proof."""
    found: dict[str, Quiz | LiveCode] = {}
    for lesson in course.lessons:
        for section in lesson.sections:
            for part in blocks(section, lesson):
                if isinstance(part, Quiz):
                    found[f"quiz:{part.id}"] = part
                elif isinstance(part, LiveCode):
                    found[f"run:{lesson.id}#{part.id}"] = part
    return found


def right(quiz: Quiz) -> str:
    """The right answer as typed."""
    if quiz.kind in ("choice", "line"):
        return next(str(n) for n, choice in enumerate(quiz.choices, 1) if choice.correct)
    return " ".join(str(n + 1) for n in range(len(quiz.items))) if quiz.kind == "order" else quiz.answer


def deeds(item: str, lesson: Lesson, course: Course, parts: dict[str, Quiz | LiveCode]) -> Iterator[AnyEvent]:
    """The events of a learner who earns one proof."""
    kind, _, name = item.partition(":")
    if kind == "quiz":
        quiz = parts[item]
        assert isinstance(quiz, Quiz) and is_correct(quiz, right(quiz))
        yield QuizAnswered(at=NOW, quiz=quiz.id, given=right(quiz), correct=True)
    elif kind == "run":
        block = name if "#" in name else f"{lesson.id}#{name}"
        assert f"run:{block}" in parts
        yield BlockRun(at=NOW, block=block, sizes={"T": 7})
    elif kind == "exercise":
        exercise = find_exercise(course, name)
        yield Checked(at=NOW, exercise=exercise.id, status="passed", digest="d")
    else:
        assert kind == "drill"
        asking = DrillSession([], name, random.Random(7))
        while not asking.passed:
            asked = asking.ask(NOW)
            yield asking.answer(asked, asked.question.solution(), NOW).event


def all_checkpoints(course: Course) -> list[tuple[Lesson, Checkpoint]]:
    return [(lesson, checkpoint) for lesson in course.lessons for checkpoint in lesson.checkpoints]


def shown(course: Course, events: list[AnyEvent]) -> set[str]:
    return {c.checkpoint.id for c in Standing.of(course, events).checkpoints if c.shown}


def test_five_steps_have_the_expected_checkpoints(course: Course) -> None:
    counts = {lesson.step: len(lesson.checkpoints) for lesson in course.lessons if lesson.checkpoints}
    assert counts == {1: 4, 2: 4, 3: 4, 4: 4, 6: 4}


def test_each_checkpoint_is_shown_by_its_own_events_only(
    course: Course, parts: dict[str, Quiz | LiveCode]
) -> None:
    for lesson, checkpoint in all_checkpoints(course):
        assert checkpoint.proof, f"nothing shows '{checkpoint.text}'"
        events = [event for item in checkpoint.proof for event in deeds(item, lesson, course, parts)]
        assert shown(course, events) == {checkpoint.id}


def test_every_part_of_a_proof_is_needed(course: Course, parts: dict[str, Quiz | LiveCode]) -> None:
    for lesson, checkpoint in all_checkpoints(course):
        for missing in checkpoint.proof:
            rest = [item for item in checkpoint.proof if item != missing]
            events = [event for item in rest for event in deeds(item, lesson, course, parts)]
            assert shown(course, events) == set(), f"{checkpoint.id} without {missing}"


def test_doing_it_wrong_shows_nothing(course: Course, parts: dict[str, Quiz | LiveCode]) -> None:
    events: list[AnyEvent] = []
    for lesson, checkpoint in all_checkpoints(course):
        for item in checkpoint.proof:
            for event in deeds(item, lesson, course, parts):
                match event:
                    case QuizAnswered(quiz=quiz):
                        events.append(QuizAnswered(at=NOW, quiz=quiz, given="?", correct=False))
                    case Checked(exercise=exercise):
                        events.append(Checked(at=NOW, exercise=exercise, status="failed", digest="d"))
                    case Drilled(drill=drill, question=question):
                        events.append(Drilled(at=NOW, drill=drill, correct=False, question=question))
    assert shown(course, events) == set()


def test_the_complete_path_shows_every_checkpoint(course: Course, parts: dict[str, Quiz | LiveCode]) -> None:
    events: list[AnyEvent] = []
    for number, (lesson, checkpoint) in enumerate(all_checkpoints(course), 1):
        events += [event for item in checkpoint.proof for event in deeds(item, lesson, course, parts)]
        assert len(shown(course, events)) == number
    standing = Standing.of(course, events)
    assert standing.shown == 20 and standing.claimed == 0
