"""The real program in a pseudo-terminal with its screen as text, to test what a learner sees."""

from __future__ import annotations

import base64
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import pexpect
import pyte


class Terminal:
    """``tutor ARGUMENTS`` in a terminal of a given size. A context manager that ends the program."""

    def __init__(
        self,
        *arguments: str,
        cwd: Path,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str | None] | None = None,
        before: Callable[[], None] | None = None,
    ) -> None:
        """``environment`` sets variables, or removes them (None); ``before`` runs in the new process."""
        around = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("TUTOR_", "PYTEST_", "COV_"))},
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "EDITOR": "true",
        }
        for name in (
            "LC_ALL",
            "LC_CTYPE",
            "PYTHONIOENCODING",
            "PYTHONUTF8",
            "NO_COLOR",
            "FORCE_COLOR",
            "COLUMNS",
            "LINES",
            "VISUAL",
            "TMUX",
            "TERM_PROGRAM",
        ):
            around.pop(name, None)
        for name, value in (environment or {}).items():
            around.pop(name, None)
            if value is not None:
                around[name] = value
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._written = bytearray()
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "tutor", *arguments],
            cwd=str(cwd),
            env=around,
            dimensions=(rows, columns),
            timeout=None,
            preexec_fn=before,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    @property
    def text(self) -> str:
        """The text on the screen."""
        self._read(0)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def press(self, *keys: str) -> None:
        """Send keys in sequence, as bytes like a terminal's."""
        for key in keys:
            self._child.send(key)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Drag the mouse from one column and row (from 0) to another, as SGR mouse reports."""
        (x, y), (x2, y2) = start, end
        for button, column, row, last in (
            (0, x, y, "M"),
            (32, x2, y2, "M"),
            (32, x2, y2, "M"),
            (0, x2, y2, "m"),
        ):
            self._child.send(f"\x1b[<{button};{column + 1};{row + 1}{last}")

    @property
    def copied(self) -> list[str]:
        """The texts sent to the clipboard so far (OSC 52)."""
        self._read(0)
        sent = re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", bytes(self._written))
        return [base64.b64decode(text).decode() for text in sent]

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._child.kill(number)

    @property
    def colours(self) -> set[str]:
        """Every foreground and background colour on the screen."""
        self._read(0)
        cells = (self._screen.buffer[y][x] for y in range(self._screen.lines) for x in range(80))
        return {colour for cell in cells for colour in (cell.fg, cell.bg)} - {"default"}

    def wait_for(self, *texts: str, seconds: float = 30.0) -> str:
        """Wait until all ``texts`` are on the screen and return it. On a timeout, fail and show the screen."""
        return self._wait(lambda screen: all(text in screen for text in texts), f"{texts} to appear", seconds)

    def wait_until_gone(self, text: str, seconds: float = 30.0) -> str:
        """Wait until ``text`` is not on the screen, and return it."""
        return self._wait(lambda screen: text not in screen, f"{text!r} to go", seconds)

    def wait_for_end(self, seconds: float = 30.0) -> int:
        """Wait for the exit code."""
        end = time.monotonic() + seconds
        while self._child.isalive():
            if time.monotonic() > end:
                raise AssertionError(f"it did not end; the screen was:\n{self.text}")
            self._read(0.05)
        return int(
            self._child.exitstatus if self._child.exitstatus is not None else -self._child.signalstatus
        )

    def until(self, holds: Callable[[], bool], what: str, seconds: float = 30.0) -> str:
        """Wait until ``holds()``, and return the screen."""
        return self._wait(lambda _: holds(), what, seconds)

    def _wait(self, holds: Callable[[str], bool], what: str, seconds: float) -> str:
        end = time.monotonic() + seconds
        while True:
            screen = self.text
            if holds(screen):
                return screen
            if time.monotonic() > end or not self._child.isalive():
                raise AssertionError(f"waited for {what}; the screen was:\n{screen}")
            self._read(0.05)

    def _read(self, seconds: float) -> None:
        """Feed the screen with the program's output, waiting up to ``seconds`` for some."""
        while True:
            try:
                data = self._child.read_nonblocking(65536, timeout=seconds)
                self._written += data
                self._stream.feed(data)
            except (pexpect.TIMEOUT, pexpect.EOF):
                return
            seconds = 0
