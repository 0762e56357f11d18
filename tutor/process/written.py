"""How many bytes a sandboxed process has written into files, seen from its client. A limit a file bounds no sum."""

from __future__ import annotations

import os
import time

STEP = (
    0.1  # seconds between two looks at least; a look at a full folder takes longer, and is taken more rarely
)
SMALLEST = 4096  # bytes that a file takes on the disk at least
_SHARE = 10  # of the time between two looks, at most one such part is spent looking


class Written:
    """Looks now and then. What was written and removed again counts where the system tells (Linux)."""

    def __init__(self, folder: str, limit: int) -> None:
        self.pid = 0  # of the process, once it is known
        self.elsewhere = 0  # bytes that came out of it another way: what it printed, and its answers
        self._folder, self._limit = folder, limit
        self._next = 0.0

    def too_much(self) -> bool:
        """Whether the limit was passed at this look; False between two looks."""
        now = time.monotonic()
        if now < self._next or not self.pid:
            return False
        much = _through_calls(self.pid) - self.elsewhere > self._limit or self._in_folder() > self._limit
        spent = time.monotonic() - now
        self._next = now + max(STEP, _SHARE * spent)
        return much

    def _in_folder(self) -> int:
        total, waiting = 0, [self._folder]
        while waiting and total <= self._limit:
            try:
                with os.scandir(waiting.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                        status = entry.stat(follow_symlinks=False)
                        total += max(SMALLEST, 512 * status.st_blocks)
            except OSError:
                continue  # removed meanwhile, or locked
        return total


def _through_calls(pid: int) -> int:
    """All bytes that a process has given to write calls."""
    try:
        with open(f"/proc/{pid}/io", "rb") as table:  # noqa: PTH123 - pathlib is not worth importing here
            return next(int(line[6:]) for line in table if line.startswith(b"wchar:"))
    except (OSError, ValueError, StopIteration):
        return 0
