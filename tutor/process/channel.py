"""The process's end of the protocol: frames over one descriptor, each reply under the token of its request.

Plain descriptor calls, captured here: nothing that the code in the process replaces or prints changes a frame.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable

from tutor.process.wire import HEADER

_read, _write = os.read, os.write
_bytearray, _memoryview, _len = bytearray, memoryview, len
_pack, _unpack, _SIZE = HEADER.pack, HEADER.unpack, HEADER.size
AWAY = 80  # descriptors of the protocol stand above this, out of the way of small numbers


def move_away(fd: int) -> int:
    """The same open file under a high number that nobody hits by accident."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, AWAY + os.urandom(1)[0] % 100)
    os.close(fd)
    return moved


def close_others(keep: set[int]) -> None:
    """Close every descriptor above the standard ones but these."""
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, max(start, min(os.sysconf("SC_OPEN_MAX"), 65536)))


class GoneError(Exception):
    """The client has closed the connection."""


def connect(
    fd: int,
) -> tuple[Callable[[], tuple[bytes, bytes]], Callable[[bytes, bytes], None]]:
    """``receive() -> (token, payload)``, which raises GoneError at the end, and ``send(token, payload)``."""

    def exactly(size: int) -> bytes:
        data = _bytearray()
        while _len(data) < size:
            chunk = _read(fd, min(size - _len(data), 1 << 20))
            if not chunk:
                raise GoneError
            data += chunk
        return bytes(data)

    def receive() -> tuple[bytes, bytes]:
        token, size = _unpack(exactly(_SIZE))
        return token, exactly(size)

    def send(token: bytes, payload: bytes) -> None:
        for part in (_pack(token, _len(payload)), payload):
            view = _memoryview(part)
            while view:
                view = view[_write(fd, view) :]

    return receive, send
