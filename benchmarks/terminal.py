"""A program in a pseudo-terminal of 80×24, with somebody who reads its screen."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

import pexpect
import pyte

PATIENCE = 20.0
COMPILED = Path(tempfile.gettempdir()) / f"tutor-benchmark-{os.getuid()}"


class Terminal:
    """Runs ``command`` from the moment it is made; ``close`` ends it."""

    def __init__(self, command: list[str], cwd: Path, variables: dict[str, str] | None = None) -> None:
        # As where it is installed: its modules are compiled once, whatever the environment says here.
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        environment |= variables or {}
        environment |= {"PYTHONPYCACHEPREFIX": str(COMPILED), "PYTHONDONTWRITEBYTECODE": ""}
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.ByteStream(self.screen)
        self.began = time.perf_counter()
        self.child = pexpect.spawn(
            command[0], command[1:], cwd=str(cwd), env=environment, dimensions=(24, 80), timeout=None
        )
        self.child.delaybeforesend = None

    def seconds_until(self, text: str, patience: float = PATIENCE) -> float:
        """Since the start or the last key, until ``text`` stands on the screen; nothing may stand still longer than
        ``patience``."""
        while not any(text in line for line in self.screen.display):
            self.stream.feed(self.child.read_nonblocking(65536, timeout=patience))
        return time.perf_counter() - self.began

    def press(self, key: str) -> None:
        """A key; time counts from here."""
        self.began = time.perf_counter()
        self.child.send(key)

    def memory(self) -> float:
        """Megabytes that the program itself keeps, without the processes that it started."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.child.pid)], capture_output=True, check=True, text=True
        )
        return int(shown.stdout) / 1000

    def processor(self) -> float:
        """Seconds of processor time that the program itself has used, without the processes that it started; only on
        Linux, elsewhere the clock has to do."""
        try:
            threads = Path(f"/proc/{self.child.pid}/task").glob("*/schedstat")
            return sum(int(one.read_text(encoding="ascii").split()[0]) for one in threads) / 1e9
        except OSError:
            return time.perf_counter() - self.began

    def close(self) -> None:
        """End it."""
        self.child.close(force=True)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
