"""Counts the bytes that a sandboxed process writes to files. The kernel limits only the size of each file."""

from __future__ import annotations

import os
import time

STEP = 0.1  # least seconds between checks; a full folder takes longer to check and is checked less often
SMALLEST = 4096  # least number of bytes that a file occupies on disk
_SHARE = 10  # checking takes at most one part in so many of the time


class Written:
    """Checks now and then. On Linux, files written and deleted again count too."""

    def __init__(self, folder: str, limit: int) -> None:
        self.pid = 0  # of the process, once known
        self.elsewhere = 0  # bytes that left the process in another way: its output and its answers
        self._folder, self._limit = folder, limit
        self._next = 0.0

    def too_much(self) -> bool:
        """Whether the limit was exceeded at this check; False between checks."""
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
                continue  # deleted in the meantime, or locked
        return total


def _through_calls(pid: int) -> int:
    """All bytes that a process has passed to write calls."""
    try:
        with open(f"/proc/{pid}/io", "rb") as table:  # noqa: PTH123 - pathlib is not worth importing here
            return next(int(line[6:]) for line in table if line.startswith(b"wchar:"))
    except (OSError, ValueError, StopIteration):
        return 0
