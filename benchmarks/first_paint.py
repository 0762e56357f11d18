"""First paint of ``tutor start`` as a ratio to a Textual app of one line, both from exec to the first text.

Runs interleaved, each in a fresh pseudo-terminal of 80×24, and prints medians.
Usage: ``python benchmarks/first_paint.py [RUNS]``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect
import pyte

from tutor.course.load import load_course
from tutor.workspace import create

ONE_LINE = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class OneLine(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("one line of text")

OneLine().run()
"""
AIM = 1.5
PATIENCE = 20.0


def seconds_to_text(command: list[str], text: str, cwd: Path) -> float:
    """From exec until ``text`` stands on the screen."""
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    screen = pyte.Screen(80, 24)
    stream = pyte.ByteStream(screen)
    began = time.perf_counter()
    child = pexpect.spawn(
        command[0], command[1:], cwd=str(cwd), env=environment, dimensions=(24, 80), timeout=None
    )
    child.delaybeforesend = None
    try:
        while True:
            stream.feed(child.read_nonblocking(65536, timeout=PATIENCE))
            if any(text in line for line in screen.display):
                return time.perf_counter() - began
    finally:
        child.close(force=True)


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        peer = home / "one_line.py"
        peer.write_text(ONE_LINE, encoding="utf-8")
        workspace = create(home / "learner", load_course())
        tutor = [sys.executable, "-m", "tutor", "start"]
        one_line = [sys.executable, str(peer)]
        times: dict[str, list[float]] = {"tutor": [], "section": [], "one line": []}
        for run in range(runs + 1):
            first = seconds_to_text(one_line, "one line of text", home)
            second = seconds_to_text(tutor, "Transformer Tutor", workspace.root)
            third = seconds_to_text(tutor, "1 Learn", workspace.root)
            if run:  # the first fills the caches
                times["one line"].append(first)
                times["tutor"].append(second)
                times["section"].append(third)
    peer_time, own_time, section = (
        statistics.median(times[name]) for name in ("one line", "tutor", "section")
    )
    print(f"one-line Textual app  {peer_time * 1000:6.0f} ms")
    print(f"tutor start           {own_time * 1000:6.0f} ms")
    print(
        f"  its first section   {section * 1000:6.0f} ms   {section / peer_time:6.2f} times the one-line app"
    )
    print(f"ratio                 {own_time / peer_time:6.2f}   (aim ≤ {AIM}, {runs} runs each, interleaved)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
