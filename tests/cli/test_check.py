"""``tutor check``: its output, record and exit codes. Verdicts are tested in tests/grading."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.ran import Ran, Run
from tutor.course.links import find_exercise
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course, Exercise, Mistake
from tutor.progress.events import Checked
from tutor.progress.log import EventLog
from tutor.workspace import Workspace


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return find_exercise(course, "ex1")


def write(workspace: Workspace, exercise: Exercise, source: str) -> None:
    workspace.file(exercise).write_text(source, encoding="utf-8")


def unscaled(exercise: Exercise) -> Mistake:
    return next(m for m in load_mistakes(exercise)[0] if m.id == "no-scaling")


def result(ran: Ran) -> dict[str, Any]:
    report = json.loads(ran.out)
    assert set(report) == {"schema", "course", "results"}
    assert report["schema"] == 1
    (only,) = report["results"]
    old = {"exercise", "status", "seconds", "tests", "mistake", "message"}
    place = {"file", "line", "column", "function"}
    assert set(only) == old | {"robust", "also", "candidates", "copied"} | place
    assert all(set(test) == {"id", "says", "outcome", "message", "tier"} | place for test in only["tests"])
    return only


def test_a_stub_is_not_started(tutor: Run, workspace: Workspace, exercise: Exercise) -> None:
    ran = tutor("check", "ex1", "--json")
    assert ran.code == 1
    assert result(ran)["status"] == "not_started"


def test_the_solution_passes_in_json_and_in_words(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    write(workspace, exercise, exercise.solution)
    ran = tutor("check", "ex1", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert result(ran)["status"] == "passed"
    words = tutor("check", "ex1")
    assert words.code == 0
    assert "passed" in words.out
    assert "✗" not in words.out


def test_a_known_mistake_is_named_in_json_and_explained_in_words(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    mistake = unscaled(exercise)
    write(workspace, exercise, apply(exercise.solution, mistake))
    ran = tutor("check", "ex1", "--json")
    found = result(ran)
    assert (ran.code, found["status"], found["mistake"]["id"]) == (1, "failed", mistake.id)
    assert set(found["mistake"]) == {"id", "name", "diagnosis", "see"}
    words = " ".join(tutor("check", "ex1").out.split())
    assert mistake.diagnosis.split(".")[0] in words
    assert "Step 1 ·" in words
    assert "tutor hint ex1" in words


def test_checking_the_same_code_again_is_recorded_once(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    tutor("check", "ex1", "--json")
    write(workspace, exercise, apply(exercise.solution, unscaled(exercise)))
    tutor("check", "ex1", "--json")
    write(workspace, exercise, exercise.solution)
    tutor("check", "ex1")
    tutor("check", "ex1")
    events = EventLog(workspace.progress_path).read().events
    assert [(e.exercise, e.status) for e in events if isinstance(e, Checked)] == [
        (exercise.id, "failed"),
        (exercise.id, "passed"),
    ]


def test_a_syntax_error_names_its_line_and_exits_1(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    write(workspace, exercise, exercise.solution + "\ndef broken(:\n")
    ran = tutor("check", "ex1")
    assert ran.code == 1
    assert str(exercise.solution.count("\n") + 2) in ran.out
    assert "^" in ran.out
    assert "Traceback" not in ran.out


def test_what_the_exercise_prints_is_shown_and_is_never_in_the_json(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    write(workspace, exercise, exercise.solution + "\nprint('[/bold] hello from the exercise')\n")
    assert "[/bold] hello from the exercise" in tutor("check", "ex1").out
    assert result(tutor("check", "ex1", "--json"))["status"] == "passed"


def test_a_pipe_in_place_of_an_exercise_is_not_waited_for(
    tutor: Run, workspace: Workspace, course: Course, exercise: Exercise
) -> None:
    pipe = workspace.file(course.exercises[-1])
    pipe.unlink()
    os.mkfifo(pipe)
    write(workspace, exercise, exercise.solution)
    assert tutor("check").code == 0
    traced = tutor("trace", course.exercises[-1].short)
    assert traced.code == 2 and "regular file" in traced.err


def test_without_a_name_the_file_saved_last_is_graded(
    tutor: Run, workspace: Workspace, course: Course, exercise: Exercise
) -> None:
    other = course.exercises[-1]
    write(workspace, other, other.stub + "\n# begun\n")
    write(workspace, exercise, exercise.stub + "\n# begun too\n")
    os.utime(workspace.file(other), (1, 1))
    assert result(tutor("check", "--json"))["exercise"] == exercise.id


def test_without_a_name_and_nothing_begun_the_first_exercise_is_graded(
    tutor: Run, workspace: Workspace, course: Course
) -> None:
    assert result(tutor("check", "--json"))["exercise"] == course.exercises[0].id


def test_all_grades_every_exercise_in_order(tutor: Run, workspace: Workspace, course: Course) -> None:
    ran = tutor("check", "--all", "--json")
    assert ran.code == 1
    assert [entry["exercise"] for entry in json.loads(ran.out)["results"]] == [e.id for e in course.exercises]


@pytest.mark.parametrize("arguments", [("--all", "ex1"), ("--watch", "--json"), ("ex1", "--timeout", "0")])
def test_contradictory_options_are_a_usage_error(
    tutor: Run, workspace: Workspace, arguments: tuple[str, ...]
) -> None:
    ran = tutor("check", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_an_ungraded_file_exits_3_and_is_not_recorded(
    tutor: Run, workspace: Workspace, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(workspace, exercise, exercise.solution)
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    ran = tutor("check", "ex1", "--json")
    assert (ran.code, result(ran)["status"], result(ran)["tests"]) == (3, "not_graded", [])
    words = tutor("check", "ex1")
    assert words.code == 3
    assert "could not be graded" in words.out
    assert "Check it again: tutor check ex1" in words.out
    assert not EventLog(workspace.progress_path).read().events


def test_an_endless_loop_ends_at_the_timeout(tutor: Run, workspace: Workspace, exercise: Exercise) -> None:
    write(workspace, exercise, exercise.solution + "\nwhile True:\n    pass\n")
    ran = tutor("check", "ex1", "--timeout", "0.5", "--json")
    assert ran.code == 1
    assert result(ran)["status"] == "timeout"


def test_a_workspace_elsewhere_is_named_by_option_or_environment(
    shell: Run, workspace: Workspace, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    by_option = shell("check", "ex1", "--json", "--workspace", str(workspace.root))
    by_environment = shell("check", "ex1", "--json", env={"TUTOR_WORKSPACE": str(workspace.root)})
    assert result(by_option)["exercise"] == result(by_environment)["exercise"] == exercise.id


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_in_a_read_only_folder_grading_works_and_says_what_is_not_saved(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    workspace.root.chmod(0o555)
    try:
        ran = tutor("check", "ex1")
    finally:
        workspace.root.chmod(0o755)
    assert "not started" in ran.out
    assert ran.err


def test_candidates_are_in_the_json_as_on_the_screen(
    tutor: Run, workspace: Workspace, course: Course
) -> None:
    """A file whose answers match two mistakes."""
    path = workspace.file(find_exercise(course, "ex1"))
    outside = Path(__file__).parents[1] / "checks" / "outside"
    path.write_text((outside / "ex1_zero_times_inf.py").read_text(encoding="utf-8"), encoding="utf-8")
    assert "It could be one of these" in tutor("check", "ex1").out
    (result,) = json.loads(tutor("check", "ex1", "--json").out)["results"]
    assert result["mistake"] is None
    assert {one["id"] for one in result["candidates"]} == {"zero-times-infinity", "infinite-sum"}
