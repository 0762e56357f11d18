"""The event log: one line of JSON an event, only ever appended to, shared by any number of processes.

An event is kept once ``append`` says so, whatever happens to the process afterwards. What a kill tore off in
the middle of a write is passed over when reading; it had not been acknowledged.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tutor.disk import NotRegularError, put, read_regular, reason, sync_folder
from tutor.progress.events import AnyEvent, from_line, to_line

LARGEST = 500_000_000  # bytes of a record; an event has about a hundred
_LOCK_PATIENCE = 5.0  # seconds; a stopped process that holds the lock must not stop this one
_UNLOCKABLE = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Appended:
    """Whether the event is on the disk; if not, ``problem`` is one sentence for the learner."""

    kept: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The events in the order in which they were kept; ``problem`` is a sentence if some cannot be read."""

    events: tuple[AnyEvent, ...]
    problem: str = ""


class EventLog:
    """The log in the file ``path``, which need not exist yet. Threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever something is added, by whatever process; None where there is no file."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def append(self, event: AnyEvent) -> Appended:
        """Adds ``event`` and waits until it is on the disk. Never raises for what the disk does."""
        try:
            line = to_line(event) + b"\n"
            while not self._add(line):
                pass
        except OSError as error:
            return Appended(False, self._problem(error))
        except UnicodeEncodeError:  # half a character, as in the name of a folder that is not UTF-8
            return Appended(False, "This step was not kept: a name in it is not Unicode.")
        return Appended(True)

    def _add(self, line: bytes) -> bool:
        """Adds ``line`` to the file; False when the file was deleted or moved away before it was locked."""
        is_new = not self.path.exists()
        if is_new:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        # Reading too, to see how the last line ends. O_APPEND puts each write at the end, whoever writes.
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
        """The file for reading and writing, made where there is none."""
        flags |= os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        if self.path.exists() and not self.path.is_file():
            raise NotRegularError(self.path)
        return os.open(self.path, flags, 0o644)

    def rewrite(self, change: Callable[[bytes], bytes | None], backup: Path) -> bool:
        """Replaces all of the file by what ``change`` makes of it, at once, while no other writer is at it.

        What stood there, if anything did, is in ``backup`` before that. False when ``change`` gave None: nothing was
        touched then.
        Where the file system knows no locks, what is appended meanwhile is appended again.

        Raises:
            OSError: it cannot be read, backed up or written; the file is then as it was.
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
                # Whoever waits for the lock sees another file now, and begins again.
                missed = os.pread(fd, os.fstat(fd).st_size, len(old))
                while missed.strip() and not self._add(missed):
                    pass
                return True
            finally:
                os.close(fd)

    def read(self) -> Reading:
        """All events of kinds that this version knows. Never raises for what stands in the file."""
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
            return f"The disk is full: this step was not kept in {self.path}; everything before it was."
        return f"Nothing is kept of your progress: {self.path} cannot be written ({reason(error)})."

    def _damage(self, lines: list[int]) -> str:
        if not lines:
            return ""
        where = ", ".join(map(str, lines[:5])) + (", …" if len(lines) > 5 else "")
        what = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        return (
            f"{what} of {self.path} cannot be read and are passed over (line {where}); the rest is in order."
        )


def _expected(line: bytes, error: msgspec.DecodeError) -> bool:
    """Whether a line that is no event belongs in a sound log: a newer version's, or one that a kill tore."""
    if not line.startswith(b"{"):
        return False
    # An event ends with its brace; where a torn one happens to end with another's, its own is still missing.
    torn = not line.endswith(b"}") or "truncated" in str(error)
    return torn or isinstance(error, msgspec.ValidationError)


def _write(fd: int, line: bytes, *, may_truncate: bool) -> None:
    """Writes ``line`` on a line of its own, in one write; takes back what a full disk let through of it."""
    size = os.fstat(fd).st_size
    if size and os.pread(fd, 1, size - 1) != b"\n":
        line = b"\n" + line  # the line before was torn: leave it, and begin afresh
    try:
        written = os.write(fd, line)
        while written < len(line):
            written += os.write(fd, line[written:])
        os.fsync(fd)
    except OSError:
        if may_truncate:  # nobody else can have written since
            with suppress(OSError):
                os.ftruncate(fd, size)
        raise


def _lock(fd: int) -> bool:
    """Takes the file for this writer alone; False where the file system knows no locks.

    Raises:
        OSError: another process has held it for too long.
    """
    give_up = time.monotonic() + _LOCK_PATIENCE
    pause = 0.0002
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError as error:
            if error.errno in _UNLOCKABLE:
                return False
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EINTR):
                raise
            if time.monotonic() > give_up:
                raise OSError(error.errno, "another process holds it") from None
        time.sleep(pause)
        pause = min(pause * 2, 0.01)


def _is_still(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), path.stat())
    except FileNotFoundError:
        return False
