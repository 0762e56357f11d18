"""Processor time of an app that is left alone, beside a Textual app of one line, both at once. Linux only.

Usage: ``python benchmarks/left_alone.py [SECONDS]``.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

from first_paint import ONE_LINE
from rows import Row, machine, table
from terminal import Terminal
from two_checkouts import _below

from tutor.course.load import load_course
from tutor.workspace import create

QUIET, LOOK = 50.0, 3.0  # ms of processor time in so many seconds: the engines have started


def processor(root: int) -> float:
    """Milliseconds that a program and all that it started have used."""
    used = 0
    for pid in _below(root):
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            used += int(thread.read_text(encoding="ascii").split()[0])
    return used / 1e6


def _read(terminal: Terminal) -> None:
    while True:
        try:
            terminal.child.read_nonblocking(65536, timeout=None)
        except Exception:  # it has ended
            return


def _until_quiet(root: int) -> None:
    used = float("inf")
    while used > QUIET:
        before = processor(root)
        time.sleep(LOOK)
        used = processor(root) - before


def rows(seconds: float = 60.0) -> list[Row]:
    """The table's line about doing nothing."""
    course = load_course()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        one_line = home / "one_line.py"
        one_line.write_text(ONE_LINE, encoding="utf-8")
        workspace = create(home / "learner", course)
        lesson = course.lessons[1]
        place = {"place": "learn", "lesson": lesson.id, "section": lesson.sections[2].id, "opening": "seen"}
        workspace.save_state(place)
        own_command = [sys.executable, "-m", "tutor", "start"]
        with (
            Terminal([sys.executable, str(one_line)], home) as peer,
            Terminal(own_command, workspace.root) as own,
        ):
            for terminal in (peer, own):
                threading.Thread(target=_read, args=(terminal,), daemon=True).start()
            time.sleep(LOOK)
            _until_quiet(own.child.pid)
            before = processor(own.child.pid), processor(peer.child.pid)
            time.sleep(seconds)
            used = [processor(one.child.pid) - was for one, was in zip((own, peer), before, strict=True)]
    what = f"processor time of {seconds:.0f} s alone"
    return [Row(what, used[0], "a one-line Textual app", used[1], 2.0)]


if __name__ == "__main__":
    print(machine())
    print(table(rows(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)))
