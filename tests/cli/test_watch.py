"""``tutor check --watch`` in a separate process: every save is graded, Ctrl-C ends it quietly."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.course.links import find_exercise
from tutor.course.model import Course, Exercise
from tutor.workspace import Workspace

PATIENCE = 60.0


class Watching:
    """The running command. Its lines are read as they are printed."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "tutor", "check", "--watch", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Without the terminal width of the tests, which readline exports without Python's knowledge.
            env=dict(os.environ),
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, text: str, seconds: float = PATIENCE) -> str:
        while True:
            line = self._lines.get(timeout=seconds)
            if text in line:
                return line

    def until_seen(self, path: Path, source: str) -> str:
        """Save until the watch notices. Returns the headline of the verdict."""
        for attempt in range(5):
            path.write_text(f"{source}# {attempt}\n", encoding="utf-8")
            with contextlib.suppress(queue.Empty):
                return self.until("ex1 ·", PATIENCE / 5)
        raise AssertionError("no save was seen")

    def rest(self) -> list[str]:
        lines = []
        while not self._lines.empty():
            lines.append(self._lines.get())
        return lines

    def interrupt(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        assert self.process.stderr is not None
        return code, self.process.stderr.read()


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return find_exercise(course, "ex1")


@pytest.fixture
def watching(workspace: Workspace) -> Iterator[Watching]:
    running = Watching("ex1")
    running.until("Watching")
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def test_a_save_in_place_and_a_rename_over_are_both_graded(
    watching: Watching, workspace: Workspace, exercise: Exercise
) -> None:
    path = workspace.file(exercise)
    assert "not yet" in watching.until_seen(path, exercise.solution.replace("np.sqrt(d_k)", "d_k"))
    beside = path.with_suffix(".tmp")
    beside.write_text(exercise.solution, encoding="utf-8")
    beside.replace(path)
    # A slow machine may still be grading an earlier save of the first text.
    assert any("passed" in watching.until("ex1 ·") for _ in range(3))
    assert watching.interrupt() == (130, "")


def test_a_touch_without_a_change_is_no_save(
    watching: Watching, workspace: Workspace, exercise: Exercise
) -> None:
    path = workspace.file(exercise)
    assert "passed" in watching.until_seen(path, exercise.solution)
    os.utime(path)
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "not started" in watching.until_seen(path, exercise.stub)
    assert not [line for line in watching.rest() if "ex1 ·" in line]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_deleted_folder_ends_the_watch_and_is_not_recreated(
    watching: Watching, workspace: Workspace, exercise: Exercise, deleted: bool
) -> None:
    assert "passed" in watching.until_seen(workspace.file(exercise), exercise.solution)
    if deleted:
        shutil.rmtree(workspace.root)
    else:
        new = workspace.root.rename(workspace.root.with_name("elsewhere"))
    assert watching.process.wait(PATIENCE) == 2
    assert watching.process.stderr is not None
    said = watching.process.stderr.read().splitlines()
    assert len(said) == 1 and said[0].startswith(f"{workspace.root} was moved ")
    assert deleted or f"moved to {new}" in said[0]
    assert not workspace.root.exists()
