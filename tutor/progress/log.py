"""The event log: one line of JSON per event, append-only, shared by any number of processes.

Once ``append`` reports success, the event is safe whatever happens to the process. A line torn by a kill in the middle
of a write is skipped when reading; it had not been reported as written.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tutor.disk import NotRegularError, put, read_regular, reason, sync_folder
from tutor.progress.events import AnyEvent, from_line, to_line
from tutor.unix import lock_now

LARGEST = 500_000_000  # bytes of a record; an event takes about a hundred
_LOCK_PATIENCE = 5.0  # seconds; a suspended process that has the lock must not block this one
_UNLOCKABLE = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Appended:
    """Whether the event is on disk; if not, ``problem`` is one sentence for the learner."""

    kept: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The events in the order in which they were stored. ``problem`` is a sentence if some cannot be read."""

    events: tuple[AnyEvent, ...]
    problem: str = ""


class EventLog:
    """The log in the file ``path``, which need not exist yet. Safe for concurrent threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def stamp(self) -> tuple[int, int] | None:
        """A value that changes with every append by any process; None if there is no file."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def append(self, event: AnyEvent) -> Appended:
        """Append ``event`` and wait until it is on disk. Never raises for disk errors."""
        try:
            line = to_line(event) + b"\n"
            while not self._add(line):
                pass
        except OSError as error:
            return Appended(False, self._problem(error))
        except UnicodeEncodeError:  # a lone surrogate, as in the name of a folder that is not UTF-8
            return Appended(False, "This event was not saved: a name in it is not Unicode.")
        return Appended(True)

    def _add(self, line: bytes) -> bool:
        """Append ``line`` to the file. Returns False if the file was deleted or moved before it could be locked."""
        is_new = not self.path.exists()
        if is_new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        # Open for reading too, to see how the last line ends. O_APPEND puts every write at the end of the
        # file.
        fd = self._open(os.O_APPEND)
        try:
            locked = _lock(fd)
            if not _is_still(fd, self.path):
                return False
            _write(fd, line, may_truncate=locked)
        finally:
            os.close(fd)
        if is_new:
            sync_folder(self.path.parent)
        return True

    def _open(self, flags: int = 0) -> int:
        """Open the file for reading and writing, creating it if necessary."""
        flags |= os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        if self.path.exists() and not self.path.is_file():
            raise NotRegularError(self.path)
        return os.open(self.path, flags, 0o644)

    def rewrite(self, change: Callable[[bytes], bytes | None], backup: Path) -> bool:
        """Replace the whole file by ``change(content)`` atomically, while no other process writes.

        The old content is saved to ``backup`` first. Returns False, without touching anything, if ``change`` returns
        None. If the file system does not support locks, lines appended in the meantime are appended again.

        Raises:
            OSError: it cannot be read, backed up or written; the file is unchanged.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            fd = self._open()
            try:
                _lock(fd)
                if not _is_still(fd, self.path):
                    continue
                old = read_regular(self.path, LARGEST)
                new = change(old)
                if new is None:
                    return False
                if old:
                    backup.parent.mkdir(parents=True, exist_ok=True)
                    put(backup, old, mode=os.fstat(fd).st_mode & 0o7777)
                put(self.path, new)
                # A process that waits for the lock sees that the file was replaced, and starts again.
                missed = os.pread(fd, os.fstat(fd).st_size, len(old))
                while missed.strip() and not self._add(missed):
                    pass
                return True
            finally:
                os.close(fd)

    def read(self) -> Reading:
        """All events of kinds that this version knows. Never raises for the content of the file."""
        try:
            data = read_regular(self.path, LARGEST)
        except FileNotFoundError:
            return Reading(())
        except OSError as error:
            return Reading((), f"The record of your progress, {self.path}, cannot be read ({reason(error)}).")
        events: list[AnyEvent] = []
        damaged: list[int] = []
        for number, line in enumerate(data.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                events.append(from_line(line))
            except msgspec.DecodeError as error:
                if not _expected(line, error):
                    damaged.append(number)
        return Reading(tuple(events), self._damage(damaged))

    def _problem(self, error: OSError) -> str:
        if error.errno in _FULL:
            return f"The disk is full: this event was not saved in {self.path}; all earlier ones were."
        return f"Your progress is not being saved: {self.path} cannot be written ({reason(error)})."

    def _damage(self, lines: list[int]) -> str:
        if not lines:
            return ""
        where = ", ".join(map(str, lines[:5])) + (", …" if len(lines) > 5 else "")
        what = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        return (
            f"{what} of {self.path} cannot be read and will be skipped (line {where}); the rest is in order."
        )


def _expected(line: bytes, error: msgspec.DecodeError) -> bool:
    """Whether a line without a valid event can occur in an intact log, because a newer version wrote it or a kill
    tore it."""
    if not line.startswith(b"{"):
        return False
    # An event ends with "}". A torn line may end with a nested one; then the parser reports that it is
    # truncated.
    torn = not line.endswith(b"}") or "truncated" in str(error)
    return torn or isinstance(error, msgspec.ValidationError)


def _write(fd: int, line: bytes, *, may_truncate: bool) -> None:
    """Write ``line`` on a line of its own, in one write. Removes what was written if the disk is full."""
    size = os.fstat(fd).st_size
    if size and os.pread(fd, 1, size - 1) != b"\n":
        line = b"\n" + line  # the previous line was torn, so leave it and start a new one
    try:
        written = os.write(fd, line)
        while written < len(line):
            written += os.write(fd, line[written:])
        os.fsync(fd)
    except OSError:
        if may_truncate:  # no other process can have written in the meantime
            with suppress(OSError):
                os.ftruncate(fd, size)
        raise


def _lock(fd: int) -> bool:
    """Lock the file for this writer. Returns False if the file system does not support locks.

    Raises:
        OSError: another process has held the lock for too long.
    """
    give_up = time.monotonic() + _LOCK_PATIENCE
    pause = 0.0002
    while True:
        try:
            lock_now(fd)
            return True
        except OSError as error:
            if error.errno in _UNLOCKABLE:
                return False
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EINTR):
                raise
            if time.monotonic() > give_up:
                raise OSError(error.errno, "another process has locked it") from None
        time.sleep(pause)
        pause = min(pause * 2, 0.01)


def _is_still(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False
