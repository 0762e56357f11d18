"""A terminal that answers queries about images, and records the bytes that it receives."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

ROWS, COLUMNS, CELL = 36, 120, (9, 18)
# Queries, and the answers of terminals: kitty and ghostty; iTerm2, xterm, foot and WezTerm; all others.
KITTY = {b"\x1b_Gi=31,": b"\x1b_Gi=31;OK\x1b\\", b"\x1b[c": b"\x1b[?62;c"}
SIXEL = {b"\x1b[c": b"\x1b[?62;4;22c"}
TEXT = {b"\x1b[c": b"\x1b[?1;2c"}


class GraphicsTerminal:
    """Runs a program on a pseudo-terminal. ``answers`` maps a query in its output to an answer."""

    def __init__(
        self,
        program: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        answers: Mapping[bytes, bytes],
        typed: bytes = b"",
    ) -> None:
        self.answers, self.sent, self._answered = answers, b"", set[bytes]()
        self.typed = typed  # sent together with the first answer
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(program[0], program, dict(environment))
        size = struct.pack("4H", ROWS, COLUMNS, COLUMNS * CELL[0], ROWS * CELL[1])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)

    def write(self, keys: bytes) -> None:
        """Type."""
        os.write(self.master, keys)

    def read(self, until: bytes, patience: float = 20) -> bytes:
        """Read up to a match of ``until``."""
        end = time.monotonic() + patience
        while not (found := re.search(until, self.sent, re.DOTALL)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError(f"waited in vain for {until!r}; it ends in {self.sent[-2000:]!r}")
            self._more()
        return self.sent[: found.end()]

    def read_for(self, seconds: float) -> bytes:
        """Read whatever arrives in this time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0]:
                self._more()
        return self.sent

    def _more(self) -> None:
        try:
            self.sent += os.read(self.master, 1 << 16)
        except OSError as error:  # it has ended
            raise AssertionError(f"the program ended; it said {self.sent[-2000:]!r}") from error
        for asked, answer in self.answers.items():
            if asked in self.sent and asked not in self._answered:
                self._answered.add(asked)
                os.write(self.master, self.typed + answer)
                self.typed = b""
