"""Where a failure is, for editors: positions in JSON and JUnit, problem matchers, and pytest in a workspace."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.cli.ran import Run
from tutor.course.links import find_exercise
from tutor.course.model import Course, Exercise
from tutor.workspace import Workspace
from tutor.workspace.editor_files import write_editor_files

OUTSIDE = Path(__file__).parents[1] / "checks" / "outside"
FIVE = ("ex1", "ex2", "ex3", "ex4", "ch1")


def outside(number: int) -> dict[str, str]:
    """By exercise, a wrong file that somebody else wrote: the first one of each, or the second."""
    found = {}
    for short in FIVE:
        texts = [path.read_text(encoding="utf-8") for path in sorted(OUTSIDE.glob(f"{short}_*.py"))]
        found[short] = [text for text in texts if "# mistake:" in text][number]
    return found


RAISES = """import numpy as np


def softmax(x, axis=-1):
    def inner(x):
        return x.nothing
    return inner(x)
"""


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return find_exercise(course, "ex1")


def matcher(workspace: Workspace) -> re.Pattern[str]:
    """The pattern that VS Code applies to each line of the task's output."""
    write_editor_files(workspace.root, sys.executable)
    tasks = json.loads((workspace.root / ".vscode" / "tasks.json").read_text())["tasks"]
    return re.compile(tasks[0]["problemMatcher"]["pattern"]["regexp"])


@pytest.mark.parametrize("number", [0, 1])
def test_a_problem_matcher_finds_the_failing_lines(
    number: int, tutor: Run, workspace: Workspace, course: Course
) -> None:
    sources = outside(number)
    files = {short: workspace.file(find_exercise(course, short)) for short in sources}
    for short, source in sources.items():
        files[short].write_text(source, encoding="utf-8")
    lines = tutor("check", "--all", "--format", "vscode").out.splitlines()
    pattern, found = matcher(workspace), dict[str, list[re.Match[str]]]()
    for line in lines:
        if match := pattern.match(line):
            found.setdefault(match[1], []).append(match)
        else:
            assert re.fullmatch(r"tutor: \S+ (not )?passed", line), line
    for short, source in sources.items():
        rows = source.splitlines()
        assert found[str(files[short])], short
        for match in found[str(files[short])]:
            assert 1 <= int(match[2]) <= len(rows)
            assert 1 <= int(match[3]) <= len(rows[int(match[2]) - 1])
            assert match[4] == ("warning" if f"tutor: {short} passed" in lines else "error")
            assert match[5]


def test_a_crash_leads_to_its_line_and_function(tutor: Run, workspace: Workspace, exercise: Exercise) -> None:
    workspace.file(exercise).write_text(RAISES)
    (only,) = json.loads(tutor("check", "ex1", "--json").out)["results"]
    assert (only["line"], only["column"], only["function"]) == (6, 9, "inner")
    assert only["file"] == str(workspace.file(exercise))
    missing = next(test for test in only["tests"] if "no function" in test["message"])
    assert (missing["line"], missing["function"]) == (1, None)


def test_a_wrong_number_without_a_known_line_leads_to_the_function(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    workspace.file(exercise).write_text("\n\ndef softmax(x, axis=-1):\n    return x * 3 + 0.25\n")
    tutor("check", "ex1", "--junit", "checks.xml")
    root = Xml.parse(workspace.root / "checks.xml").getroot()
    case = next(case for case in root.iter("testcase") if case.find("failure") is not None)
    assert (case.get("file"), case.get("line")) == (str(workspace.file(exercise)), "3")
    told = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert told == {"column": "1", "function": "softmax"}


def test_a_syntax_error_and_an_empty_file_have_one_problem(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    (stub,) = tutor("check", "ex1", "--format", "gcc").out.splitlines()
    line = (
        exercise.stub.splitlines().index(next(x for x in exercise.stub.splitlines() if x.startswith("def ")))
        + 1
    )
    assert stub.startswith(f"exercises/{exercise.filename}:{line}:1: error: Nothing is written yet.")
    workspace.file(exercise).write_text("def softmax(x:\n    return x\n")
    (broken,) = tutor("check", "ex1", "--format", "gcc").out.splitlines()
    assert broken.startswith(f"exercises/{exercise.filename}:1:")


def test_robust_lines_are_warnings_once_the_core_passes(
    tutor: Run, workspace: Workspace, exercise: Exercise
) -> None:
    stripped = exercise.solution.replace("x = np.asarray(x, dtype=np.float64)", "x = np.asarray(x)")
    workspace.file(exercise).write_text(exercise.solution)
    assert tutor("check", "ex1", "--format", "gcc").out == ""
    if stripped != exercise.solution:
        workspace.file(exercise).write_text(stripped)
        lines = tutor("check", "ex1", "--format", "gcc").out.splitlines()
        assert all(": warning: " in line for line in lines)


def test_two_formats_at_once_are_refused(tutor: Run, workspace: Workspace) -> None:
    ran = tutor("check", "ex1", "--json", "--format", "gcc")
    assert (ran.code, ran.err) == (2, "Use either --json or --format gcc, not both.\n")


@pytest.mark.slow
def test_a_task_that_watches_marks_each_check(workspace: Workspace, exercise: Exercise) -> None:
    write_editor_files(workspace.root, sys.executable)
    tasks = json.loads((workspace.root / ".vscode" / "tasks.json").read_text())["tasks"]
    begins, ends = (
        re.compile(tasks[0]["problemMatcher"]["background"][key]) for key in ("beginsPattern", "endsPattern")
    )
    with subprocess.Popen(
        [tasks[0]["command"], *tasks[0]["args"]], stdout=subprocess.PIPE, text=True, cwd=workspace.root
    ) as watching:
        assert watching.stdout is not None
        assert begins.match(watching.stdout.readline())
        assert ends.match(watching.stdout.readline())
        limit = threading.Timer(30, watching.kill)
        limit.start()
        time.sleep(1.5)  # until the folder is being watched
        workspace.file(exercise).write_text(RAISES)
        lines = [watching.stdout.readline().rstrip()]
        while lines[-1] and not ends.match(lines[-1]):
            lines.append(watching.stdout.readline().rstrip())
        limit.cancel()
        watching.send_signal(signal.SIGINT)
    assert begins.match(lines[0])
    assert re.match(tasks[0]["problemMatcher"]["pattern"]["regexp"], lines[1])
    assert lines[-1] == "tutor: ex1 not passed"


def test_init_writes_the_files_for_editors_once(
    tutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tutor("init", "plain").code == 0
    assert not (tmp_path / "plain" / ".vscode").exists()
    ran = tutor("init", "mine", "--vscode")
    assert "Written: .vscode/tasks.json, .vscode/settings.json, conftest.py, pytest.ini." in ran.out
    (tmp_path / "mine" / "pytest.ini").write_text("[pytest]\n")
    again = tutor("init", "mine", "--vscode")
    assert (
        "Left as they are: .vscode/tasks.json, .vscode/settings.json, conftest.py, pytest.ini." in again.out
    )
    assert (tmp_path / "mine" / "pytest.ini").read_text() == "[pytest]\n"


@pytest.mark.slow
def test_pytest_in_a_workspace_runs_the_lines_in_words(workspace: Workspace, exercise: Exercise) -> None:
    write_editor_files(workspace.root, sys.executable)
    workspace.file(exercise).write_text(exercise.solution)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
            capture_output=True, text=True, cwd=workspace.root, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    collected = run("--collect-only", f"exercises/{exercise.filename}").splitlines()
    assert any(line.endswith("::Each row of weights sums to 1") or "softmax" in line for line in collected)
    passed = run("-m", "core", f"exercises/{exercise.filename}")
    assert re.search(r"^\d+ passed, \d+ deselected", passed, flags=re.MULTILINE), passed
    workspace.file(exercise).write_text(RAISES)
    failed = run("-x", f"exercises/{exercise.filename}")
    assert f"{exercise.filename}:6: in inner" in failed
    assert (workspace.root / ".tutor" / "events.jsonl").read_text().count('"ex1') >= 2
