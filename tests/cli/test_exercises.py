"""init, hint, solution, reset and progress, in a learner's folder."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.ran import Run
from tutor.course.code import puzzles
from tutor.course.model import Course, Exercise
from tutor.progress.events import AnyEvent, Checked, ExerciseReset, HintTaken, SolutionShown
from tutor.progress.log import EventLog
from tutor.workspace import Workspace


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return course.exercises[0]


@pytest.fixture
def log(workspace: Workspace) -> EventLog:
    return EventLog(workspace.progress_path)


def tried(exercise: Exercise, status: str, digest: str) -> AnyEvent:
    return Checked(at=time.time(), exercise=exercise.id, status=status, digest=digest)


def kept(log: EventLog, kind: type) -> list[AnyEvent]:
    return [event for event in log.read().events if isinstance(event, kind)]


def test_init_makes_a_folder_with_every_exercise(
    tutor: Run, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = tutor("init")
    assert ran.code == 0
    assert "cd transformer-tutor && tutor start" in ran.out
    files = {path.name for path in (tmp_path / "transformer-tutor" / "exercises").iterdir()}
    assert files == {exercise.filename for exercise in course.exercises}


def test_init_again_keeps_what_was_written(tutor: Run, workspace: Workspace, exercise: Exercise) -> None:
    workspace.file(exercise).write_text("mine = 1\n", encoding="utf-8")
    ran = tutor("init", ".")
    assert ran.code == 0
    assert "nothing was changed" in ran.out
    assert workspace.file(exercise).read_text(encoding="utf-8") == "mine = 1\n"


def test_init_says_how_to_go_to_a_folder_with_a_space(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "cd 'my folder' && tutor start" in tutor("init", "my folder").out


def test_init_with_a_file_in_the_way_is_one_sentence(tutor: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    ran = tutor("init", str(tmp_path / "taken"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["check"], ["hint", "ex4"], ["progress"], ["solution", "ex4"], ["reset", "ex4"]]
)
def test_outside_a_workspace_the_next_command_is_named(
    tutor: Run, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = tutor(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "tutor init" in ran.err


@pytest.mark.parametrize("command", ["hint", "solution", "reset", "check", "trace"])
def test_an_unknown_exercise_is_a_usage_error_and_similar_ones_are_named(
    tutor: Run, workspace: Workspace, command: str, exercise: Exercise
) -> None:
    ran = tutor(command, exercise.short + "x")
    assert (ran.code, ran.out) == (2, "")
    assert exercise.id in ran.err


def test_hints_come_one_at_a_time_and_are_kept(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    first, second = tutor("hint", exercise.short), tutor("hint", exercise.short)
    assert exercise.hints[0].text in first.out
    assert exercise.hints[1].text not in first.out
    assert exercise.hints[1].text in second.out
    assert [event.number for event in kept(log, HintTaken)] == [1, 2]  # type: ignore[attr-defined]


def test_a_hint_about_lines_that_pass_is_skipped(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    softmax = (
        "    e = np.exp(x - x.max(axis=axis, keepdims=True))\n    return e / e.sum(axis=axis, keepdims=True)"
    )
    written = exercise.stub.replace("    raise NotImplementedError", softmax, 1)
    workspace.file(exercise).write_text(written, encoding="utf-8")
    checked = tutor("check", exercise.short).out
    assert "tutor hint ex1 (hint 2: scores)\nThe solution opens after 3 more tries" in checked
    assert tutor("hint", exercise.short).out.startswith("Hint 2: scores for ex1")
    assert tutor("hint", exercise.short).out.startswith("Hint 3: mask for ex1")
    last = tutor("hint", exercise.short).out
    assert "**scores.**" in last and "**softmax.**" not in last


def test_a_pass_that_is_not_robust_yet_names_the_hint_for_it(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    body = (
        "    e = np.exp(x - x.max(axis=axis, keepdims=True))\n    return e / e.sum(axis=axis, keepdims=True)",
        "    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])\n    if mask is not None:\n"
        "        scores = np.where(mask, scores, -np.inf)\n    w = softmax(scores)\n    return w @ v, w",
    )
    written = exercise.stub
    for part in body:
        written = written.replace("    raise NotImplementedError", part, 1)
    workspace.file(exercise).write_text(written, encoding="utf-8")
    ran = tutor("check", exercise.short)
    assert ran.code == 0
    assert "To make it robust: tutor hint ex1 (hint 4: empty rows)" in ran.out
    assert "✓ ex1" in tutor("progress").out and "of 13 robust" in tutor("progress").out


def test_after_the_last_hint_the_shuffled_lines_follow_and_then_everything(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    for _ in exercise.hints:
        assert "shuffled" not in tutor("hint", exercise.short).out
    shuffled = tutor("hint", exercise.short).out
    assert "shuffled" in shuffled and "# BEGIN" not in shuffled
    for one in puzzles(exercise.solution):
        assert one.head in shuffled and all(line in shuffled for line in one.lines)
        assert "\n".join(one.lines) not in shuffled
    again = tutor("hint", exercise.short)
    assert shuffled.strip() in again.out and all(hint.text in again.out for hint in exercise.hints)
    assert len(kept(log, HintTaken)) == len(exercise.hints) + 1


def test_the_solution_is_closed_at_first_and_says_what_opens_it(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    ran = tutor("solution", exercise.short)
    assert (ran.code, ran.out) == (1, "")
    assert "3 more tries" in ran.err
    assert "--anyway" in ran.err
    assert kept(log, SolutionShown) == []


def test_three_different_tries_open_the_solution_and_equal_ones_do_not(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    for digest in "aab":
        log.append(tried(exercise, "failed", digest))
    assert "1 more try" in tutor("solution", exercise.short).err
    log.append(tried(exercise, "failed", "c"))
    assert tutor("solution", exercise.short).code == 0
    assert [event.how for event in kept(log, SolutionShown)] == ["tries"]  # type: ignore[attr-defined]


def test_hint_and_check_count_down_to_the_solution(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    assert "The solution opens after 3 more tries." in tutor("hint", exercise.short).out
    workspace.file(exercise).write_text(exercise.stub + "\n\ndef (\n", encoding="utf-8")
    assert "The solution opens after 3 more tries" in tutor("check", exercise.short).out
    workspace.file(exercise).write_text("x = 1\n", encoding="utf-8")
    assert "The solution opens after 2 more tries" in tutor("check", exercise.short).out
    assert "opens when you pass it, or after 2 more tries" in tutor("solution", exercise.short).err


def test_a_pass_opens_the_solution(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    log.append(tried(exercise, "passed", "a"))
    assert tutor("solution", exercise.short).code == 0


def test_the_solution_in_a_pipe_is_a_program_without_the_courses_markers(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    ran = tutor("solution", exercise.short, "--anyway")
    compile(ran.out, "solution.py", "exec")
    assert "BEGIN SOLUTION" not in ran.out
    assert f"def {exercise.functions[0]}(" in ran.out


def test_a_reset_keeps_the_learners_text_and_says_where(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    workspace.file(exercise).write_text("mine = 1\n", encoding="utf-8")
    ran = tutor("reset", exercise.short)
    (event,) = kept(log, ExerciseReset)
    backup = Path(event.backup)  # type: ignore[attr-defined]
    assert workspace.file(exercise).read_text(encoding="utf-8") == exercise.stub
    assert backup.read_text(encoding="utf-8") == "mine = 1\n"
    assert backup.name in ran.out


def test_resetting_an_untouched_file_is_not_an_event(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    assert tutor("reset", exercise.short).code == 0
    assert kept(log, ExerciseReset) == []


def test_a_deleted_file_is_offered_again(tutor: Run, workspace: Workspace, exercise: Exercise) -> None:
    workspace.file(exercise).unlink()
    ran = tutor("progress")
    assert exercise.filename in ran.err
    assert workspace.file(exercise).read_text(encoding="utf-8") == exercise.stub


def test_progress_shows_what_was_passed_in_the_shell(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    log.append(tried(exercise, "passed", "a"))
    assert f"✓ {exercise.short}" in tutor("progress").out


def test_a_damaged_record_is_reported_and_the_rest_is_shown(
    tutor: Run, workspace: Workspace, log: EventLog, exercise: Exercise
) -> None:
    log.append(tried(exercise, "passed", "a"))
    log.path.write_bytes(b"not json\n" + log.path.read_bytes())
    ran = tutor("progress")
    assert ran.code == 0
    assert f"✓ {exercise.short}" in ran.out
    assert "line 1" in ran.err


def test_the_record_of_another_machine_is_merged_once(
    tutor: Run, workspace: Workspace, log: EventLog, course: Course, tmp_path: Path
) -> None:
    log.append(
        HintTaken(at=4.0, exercise="ex2_causal_masking", number=1)
    )  # without a record there is no backup
    other = EventLog(tmp_path / "laptop" / ".tutor" / "events.jsonl")
    other.append(Checked(at=5.0, exercise="ex1_scaled_dot_product_attention", status="passed", digest="d"))
    ran = tutor("progress", "--merge", str(tmp_path / "laptop"))
    assert ran.code == 0 and "1 new event" in ran.out and ".tutor/backups/events.jsonl.bak-" in ran.out
    assert "● Implemented attention from scratch" in ran.out
    assert "0 new events" in tutor("progress", "--merge", str(other.path)).out
    missing = tutor("progress", "--merge", str(tmp_path / "nowhere"))
    assert missing.code == 2 and "cannot be read" in missing.err and missing.err.count("\n") == 1
    no_log = tutor("progress", "--merge", str(workspace.file(course.exercises[0])))
    assert no_log.code == 2 and "is not a record of the tutor" in no_log.err and no_log.out == ""


def test_check_progress_and_report_label_a_copied_solution(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    workspace.file(exercise).write_text(tutor("solution", exercise.short, "--anyway").out, encoding="utf-8")
    ran = tutor("check", exercise.short)
    assert ran.code == 0
    assert "= copied from the solution" in ran.out.split("\n")[0]
    assert "it is not evidence yet" in " ".join(ran.out.split())
    assert f"= {exercise.short}" in tutor("progress").out
    assert "copied from the solution" in tutor("report").out
    result = json.loads(tutor("check", exercise.short, "--json").out)["results"][0]
    assert (result["status"], result["copied"]) == ("passed", True)
    assert json.loads(tutor("report", "--json").out)["exercises"][0]["passed_at"] is None
