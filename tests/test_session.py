"""The session: what a check writes to the log, from the app or the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.small_course import write_course
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.progress.events import Checked, HintTaken, SolutionShown
from tutor.session import Session
from tutor.workspace import Workspace, create

NOW = 1_750_000_000.0


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return load_course(write_course(tmp_path / "course"))


@pytest.fixture
def session(tmp_path: Path, course: Course) -> Session:
    workspace = create(tmp_path / "learner", course)
    return Session(course, workspace, clock=lambda: NOW, engines=FakeEngines())


def write(session: Session, body: str) -> None:
    exercise = session.course.exercises[0]
    session.workspace.file(exercise).write_text(f"def twice(x):\n    {body}\n", encoding="utf-8")


def checks(workspace: Workspace, course: Course) -> list[str]:
    return [e.status for e in Session(course, workspace).events if isinstance(e, Checked)]


def test_a_check_of_the_same_text_is_recorded_once_in_this_session_and_the_next(
    session: Session, course: Course
) -> None:
    exercise = course.exercises[0]
    write(session, "return wrong")
    session.check(exercise)
    session.check(exercise)
    later = Session(course, session.workspace, engines=FakeEngines())
    later.check(exercise)
    assert checks(session.workspace, course) == ["failed"]
    assert session.standing.exercises[exercise.id].tries == 1


def test_going_back_to_an_earlier_text_is_recorded_again(session: Session, course: Course) -> None:
    for body in ("return wrong", "return 2 * x", "return wrong"):
        write(session, body)
        session.check(course.exercises[0])
    assert checks(session.workspace, course) == ["failed", "passed", "failed"]


def test_the_same_text_with_another_outcome_is_recorded(session: Session, course: Course) -> None:
    exercise = course.exercises[0]
    write(session, "return 2 * x")
    verdict = session.check(exercise)
    assert verdict is not None
    session.record(Checked(at=NOW, exercise=exercise.id, status="timeout", digest=verdict.digest))
    session.check(exercise)
    assert checks(session.workspace, course) == ["passed", "timeout", "passed"]


def test_a_file_in_which_nothing_was_written_is_not_recorded(session: Session, course: Course) -> None:
    verdict = session.check(course.exercises[0])
    assert verdict is not None and verdict.status == "not_started"
    assert checks(session.workspace, course) == []


def test_a_check_after_the_end_of_the_session_has_no_verdict(session: Session, course: Course) -> None:
    session.close()
    assert session.check(course.exercises[0]) is None


def test_events_of_another_process_appear_after_a_reload(session: Session, course: Course) -> None:
    exercise = course.exercises[0].id
    assert session.standing.exercises[exercise].hints == 0
    Session(course, session.workspace).record(HintTaken(at=NOW, exercise=exercise, number=2))
    session.reload()
    assert session.standing.exercises[exercise].hints == 2


def test_an_unwritable_log_is_reported_once_and_events_still_count(tmp_path: Path, course: Course) -> None:
    workspace = create(tmp_path / "learner", course)
    (workspace.root / ".tutor").rename(tmp_path / "moved")
    (workspace.root / ".tutor").write_text("a file")
    said: list[str] = []
    session = Session(course, workspace, warn=said.append)
    for number in (1, 2):
        session.record(HintTaken(at=NOW, exercise=course.exercises[0].id, number=number))
    assert said and len(said) == len(set(said))
    assert session.standing.exercises[course.exercises[0].id].hints == 2


def test_a_pass_with_the_opened_solution_is_a_copy_until_own_code_passes(
    session: Session,
) -> None:
    exercise = session.course.exercises[0]

    def check(body: str) -> tuple[bool, bool, bool]:
        write(session, body)
        verdict = session.check(exercise)
        assert verdict is not None and verdict.report("")["copied"] is verdict.copied
        own = session.standing.exercises[exercise.id]
        return verdict.copied, own.copied, own.passed

    session.record(SolutionShown(at=NOW, exercise=exercise.id, how="anyway"))
    assert check("return 2 * x  # mine") == (True, True, False)
    assert [e.copied for e in session.events if isinstance(e, Checked)] == [True]
    assert check("return x + x") == (False, False, True)
    assert check("return 2 * x") == (False, False, True)


def test_a_pass_equal_to_an_unopened_solution_is_the_learners_own(session: Session) -> None:
    exercise = session.course.exercises[0]
    write(session, "return 2 * x")
    verdict = session.check(exercise)
    assert verdict is not None and not verdict.copied
    assert session.standing.exercises[exercise.id].passed_unaided


def test_unloadable_and_unchanged_code_are_no_tries(session: Session) -> None:
    exercise = session.course.exercises[0]

    def tries(body: str) -> int:
        write(session, body)
        session.check(exercise)
        return session.standing.exercises[exercise.id].tries

    assert tries("return wrong(") == 0
    assert tries("return 2\n\n\nimport nothing_of_this_name") == 0
    assert tries("return wrong") == 1
    assert tries("return  wrong  # once more") == 1
    assert tries('"""Twice."""\n    return wrong') == 1
    assert tries("return wrong + 1") == 2
    assert session.standing.exercises[exercise.id].tries_to_go == 1


def test_events_of_a_shell_are_noticed_once_and_own_events_are_not(session: Session, course: Course) -> None:
    assert session.events == [] and not session.seen_elsewhere()
    session.record(HintTaken(at=NOW, exercise=course.exercises[0].id, number=1))
    assert not session.seen_elsewhere()
    shell = Session(course, session.workspace, clock=lambda: NOW, engines=FakeEngines())
    shell.record(HintTaken(at=NOW, exercise=course.exercises[0].id, number=2))
    assert session.seen_elsewhere()
    assert session.standing.exercises[course.exercises[0].id].hints_taken == {1, 2}
    assert not session.seen_elsewhere()


def test_a_deleted_log_does_not_affect_a_running_session(session: Session, course: Course) -> None:
    session.record(HintTaken(at=NOW, exercise=course.exercises[0].id, number=1))
    session.workspace.progress_path.unlink()
    assert not session.seen_elsewhere()
    assert len(session.events) == 1
