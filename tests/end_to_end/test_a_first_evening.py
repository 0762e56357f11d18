"""The whole path in a real terminal: start, read, practise, fail, fix, pass, quit, and return to the same place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.terminal import Terminal
from tutor.course.links import find_exercise
from tutor.course.load import load_course
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Course
from tutor.progress.events import Checked
from tutor.progress.log import EventLog
from tutor.workspace import Workspace, create

LEAVE = "\x11"  # ctrl+q


@pytest.fixture
def course() -> Course:
    return load_course()


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    made = create(tmp_path / "learner", course)
    made.save_state({"opening": "seen"})
    return made


def save_as_editors_do(path: Path, source: str) -> None:
    """Write a new file and rename it over the old one."""
    beside = path.with_name(f".{path.name}.swp")
    beside.write_text(source, encoding="utf-8")
    beside.replace(path)


@pytest.mark.slow
def test_reading_failing_passing_and_coming_back(workspace: Workspace, course: Course) -> None:
    first, second = course.lessons[0].sections[:2]
    exercise = find_exercise(course, "ex1")
    mistake = load_mistakes(exercise)[0][0]
    file = workspace.file(exercise)

    with Terminal("start", cwd=workspace.root) as terminal:
        terminal.wait_for(first.title)
        terminal.press("n")
        terminal.wait_for(second.title)

        terminal.press("2")
        terminal.wait_for("ex1", exercise.title)
        save_as_editors_do(file, apply(exercise.solution, mistake))
        terminal.wait_for("✗", " ".join(mistake.diagnosis.split()[:3]))
        save_as_editors_do(file, exercise.solution)
        terminal.wait_until_gone("✗")
        terminal.wait_for("✓", "passed")

        terminal.press("1")
        terminal.wait_for(second.title)
        terminal.press(LEAVE)
        assert terminal.wait_for_end() == 0

    statuses = [e.status for e in EventLog(workspace.progress_path).read().events if isinstance(e, Checked)]
    assert statuses[-2:] == ["failed", "passed"]

    with Terminal("start", cwd=workspace.root) as terminal:
        terminal.wait_for(second.title)
        terminal.press(LEAVE)
        assert terminal.wait_for_end() == 0


def test_an_empty_folder_is_welcomed_and_made_a_workspace_on_enter(tmp_path: Path, course: Course) -> None:
    with Terminal("start", cwd=tmp_path) as terminal:
        terminal.wait_for("transformer-tutor")
        assert list(tmp_path.iterdir()) == []
        terminal.press("\r")
        terminal.wait_for("Fill the gap")
        terminal.press("\x1b")
        terminal.wait_for(course.lessons[0].sections[0].title)
        terminal.press(LEAVE)
        assert terminal.wait_for_end() == 0
    assert (tmp_path / "transformer-tutor" / "exercises" / course.exercises[0].filename).is_file()


@pytest.mark.slow
def test_a_tiny_terminal_does_not_end_it(workspace: Workspace) -> None:
    with Terminal("start", cwd=workspace.root, columns=20, rows=8) as terminal:
        terminal.wait_for("0.1 ")
        terminal.press("2", "1", LEAVE)
        assert terminal.wait_for_end() == 0


@pytest.mark.slow
def test_ctrl_c_stays_and_says_how_to_leave(workspace: Workspace, course: Course) -> None:
    with Terminal("start", cwd=workspace.root) as terminal:
        terminal.wait_for(course.lessons[0].sections[0].title)
        terminal.press("\x03")
        terminal.wait_for("Nothing is selected", "ctrl+q")
        terminal.press(LEAVE)
        assert terminal.wait_for_end() == 0
        assert terminal.copied == []
