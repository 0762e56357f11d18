"""What the tutor asks of Unix outside ``process/``. With another sandbox there, this is what Windows would need."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import struct
import termios
import tty
from collections.abc import Callable, Iterator
from types import FrameType

Handler = Callable[[int, FrameType | None], None]


def lock_now(fd: int) -> None:
    """Lock an open file for this process until it is closed.

    Raises:
        OSError: another process has locked it (EWOULDBLOCK), or the file system has no locks.
    """
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def open_folder(path: str | os.PathLike[str]) -> int:
    """A descriptor that keeps a folder open.

    Raises:
        OSError: it does not exist, is not a folder, or cannot be opened.
    """
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def path_of(fd: int) -> str:
    """The current path of an open file or folder.

    Raises:
        OSError: the system cannot tell.
    """
    if hasattr(fcntl, "F_GETPATH"):  # macOS
        return os.fsdecode(fcntl.fcntl(fd, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))
    return os.readlink(f"/proc/self/fd/{fd}")  # noqa: PTH115 - bytes stay as they are


@contextlib.contextmanager
def keys_at_once(fd: int) -> Iterator[None]:
    """Let the terminal hand over each key as it is pressed, without showing it.

    Raises:
        OSError: ``fd`` is no terminal.
    """
    try:
        before = termios.tcgetattr(fd)
        tty.setcbreak(fd, termios.TCSANOW)
    except termios.error as error:
        raise OSError(*error.args) from None
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)


def cell_size(fd: int) -> tuple[int, int] | None:
    """The width and height of a terminal's cell in pixels, if the system knows them."""
    try:
        told = fcntl.ioctl(fd, termios.TIOCGWINSZ, b"\0" * 8)
    except OSError:
        return None
    rows, columns, wide, high = struct.unpack("4H", told)
    return (wide // columns, high // rows) if rows and columns and wide >= columns and high >= rows else None


@contextlib.contextmanager
def interrupted_after(seconds: float, again: float, handler: Handler) -> Iterator[None]:
    """Call ``handler`` in the main thread after ``seconds``, and then every ``again`` seconds, until the block ends."""
    previous = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, again)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def when_continued(handler: Handler) -> None:
    """Call ``handler`` when the shell continues this process after ctrl+z."""
    signal.signal(signal.SIGCONT, handler)
