"""Programs on real machines: killed, stopped, started twice, without a home, on odd terminals, with a full disk."""

from __future__ import annotations

import colorsys
import resource
import signal
from pathlib import Path

import pytest

from tests.end_to_end.terminal import Terminal
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.progress.events import SectionRead
from tutor.progress.log import EventLog
from tutor.workspace import Workspace, create

pytestmark = pytest.mark.slow

LEAVE = "\x11"  # ctrl+q


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


@pytest.fixture
def workspace(tmp_path: Path, course: Course) -> Workspace:
    made = create(tmp_path / "learner", course)
    made.save_state({"opening": "seen"})
    return made


def sections_read(workspace: Workspace) -> list[str]:
    reading = EventLog(workspace.progress_path).read()
    assert not reading.problem
    return [event.section for event in reading.events if isinstance(event, SectionRead)]


def leave(terminal: Terminal) -> None:
    terminal.press(LEAVE)
    assert terminal.wait_for_end() == 0


def test_after_a_kill_the_next_start_is_where_it_was(workspace: Workspace, course: Course) -> None:
    first, second, third = course.lessons[0].sections[:3]
    with Terminal("start", cwd=workspace.root) as terminal:
        terminal.wait_for(f"0.1 {first.title}")
        terminal.press("n")
        terminal.wait_for(f"0.2 {second.title}")
        terminal.press("n")
        terminal.wait_for(f"0.3 {third.title}")
        terminal.until(lambda: workspace.load_state().get("section") == third.id, "the place to be kept")
        terminal.press("2")
        terminal.send(signal.SIGKILL)
        assert terminal.wait_for_end() == -signal.SIGKILL
    assert sections_read(workspace) == [first.id, second.id]
    with Terminal("start", cwd=workspace.root) as terminal:
        terminal.wait_for("1-4")
        terminal.press("1")
        terminal.wait_for(f"0.3 {third.title}")
        leave(terminal)


def test_two_at_once_in_one_folder_both_record_what_was_done(workspace: Workspace, course: Course) -> None:
    first, second, third = course.lessons[0].sections[:3]
    with Terminal("start", cwd=workspace.root) as one, Terminal("start", cwd=workspace.root) as other:
        one.wait_for("checkpoints")  # the first text appears before the record is read
        other.wait_for("checkpoints")
        one.press("n")
        one.wait_for(f"0.2 {second.title}")
        other.press("n")
        other.wait_for(f"0.2 {second.title}")
        other.press("n")
        other.wait_for(f"0.3 {third.title}")
        one.press("n")
        one.wait_for(f"0.3 {third.title}")
        leave(one)
        leave(other)
    # Whether both record a section depends on how soon one sees what the other recorded.
    assert set(sections_read(workspace)) == {first.id, second.id}


def test_after_a_sleep_it_goes_on(workspace: Workspace, course: Course) -> None:
    first, second = course.lessons[0].sections[:2]
    with Terminal("start", cwd=workspace.root) as terminal:
        terminal.wait_for(f"0.1 {first.title}")
        terminal.send(signal.SIGSTOP)
        terminal.press("n")
        terminal.send(signal.SIGCONT)
        terminal.wait_for(f"0.2 {second.title}")
        leave(terminal)


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param(
            {"HOME": None, "USER": None, "LOGNAME": None, "LC_ALL": "C", "TERM": "screen"},
            id="no home, locale C, in screen",
        ),
        pytest.param(
            {"HOME": "/proc/none", "LANG": "xx_YY.ISO-8859-1", "TERM": "tmux-256color", "TMUX": "/none,1,0"},
            id="a home that cannot be written to, a locale that is not there, in tmux",
        ),
        pytest.param(
            {"TERM": "vt100", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            id="an old terminal and only ASCII",
        ),
    ],
)
def test_it_starts_checks_and_quits_in_every_environment(
    workspace: Workspace, course: Course, environment: dict[str, str | None]
) -> None:
    exercise = course.exercises[0]
    with Terminal("start", cwd=workspace.root, environment=environment) as terminal:
        terminal.wait_for(course.lessons[0].sections[0].title)
        terminal.press("2")
        terminal.wait_for(exercise.title)
        workspace.file(exercise).write_text(exercise.solution, encoding="utf-8")
        terminal.press("c")
        screen = terminal.wait_for("passed")
        assert screen.isascii(), screen
        leave(terminal)


def test_a_terminal_that_cannot_place_text_is_refused_in_a_sentence(workspace: Workspace) -> None:
    with Terminal("start", cwd=workspace.root, environment={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_end() == 2
        assert "cannot position text" in terminal.text


def test_without_colours_it_is_grey(workspace: Workspace, course: Course) -> None:
    for environment in ({"NO_COLOR": "1"}, {}):
        with Terminal("start", cwd=workspace.root, environment=environment) as terminal:
            terminal.wait_for(course.lessons[0].sections[0].title)
            assert all(is_grey(colour) for colour in terminal.colours) == bool(environment)


def is_grey(colour: str) -> bool:
    """Whether a colour of six hexadecimal digits is grey."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return colorsys.rgb_to_hls(red, green, blue)[2] < 0.02


def full_disk() -> None:
    """Make every write of this process to a file fail."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_on_a_full_disk_reading_works_and_lost_progress_is_reported(
    workspace: Workspace, course: Course
) -> None:
    first, second = course.lessons[0].sections[:2]
    with Terminal("start", cwd=workspace.root, columns=120, before=full_disk) as terminal:
        terminal.wait_for(f"0.1 {first.title}")
        terminal.press("n")
        terminal.wait_for(second.title, "disk is full")
        terminal.press("t", "a word", "\x1b")
        terminal.wait_for("esc again to close without saving")
        terminal.press("\x1b")
        terminal.wait_until_gone("Note ·")
        leave(terminal)
    assert sections_read(workspace) == []
