"""The client's handle on a process: its channels, and methods to end it and get its exit status."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

from tutor.process import lifetime, scratch

if TYPE_CHECKING:
    import subprocess

# Messages between a client and the fork server. On the request socket, the first byte is one of these:
FORK: Final = (
    # It is followed by the scratch folder's name and four descriptors: the control socket and the three of Channels.
    b"f"
)
PRELOAD: Final = b"p"  # followed by module names
# On a process's control socket. The server answers once, with the status.
KILL: Final = b"k"
DUMP: Final = b"d"
STATUS: Final = struct.Struct("!i")  # exit code, or the negative signal number


class Channels:
    """Three pipes between a client and its process: calls, output, and the dump of its position."""

    def __init__(self) -> None:
        """Raises OSError if the system has no descriptors left."""
        self.folder = scratch.choose()
        with contextlib.ExitStack() as undo:
            self.calls, self._called = socket.socketpair()
            undo.callback(self.calls.close)
            undo.callback(self._called.close)
            self.printed, self._printing = os.pipe()
            undo.callback(os.close, self.printed)
            undo.callback(os.close, self._printing)
            self.dumped, self._dumping = os.pipe()
            undo.pop_all()
        self.calls.setblocking(False)

    @property
    def theirs(self) -> tuple[int, int, int]:
        """The process's ends, until ``hand_over``."""
        return self._called.fileno(), self._printing, self._dumping

    def hand_over(self) -> None:
        """Close the process's ends in this process."""
        self._called.close()
        os.close(self._printing)
        os.close(self._dumping)

    def close(self) -> None:
        """Close the client's ends."""
        self.calls.close()
        os.close(self.printed)
        os.close(self.dumped)


class Handle(Protocol):
    """Controls one process."""

    channels: Channels
    modules: frozenset[str]  # modules that it has already imported

    @property
    def lost(self) -> bool:
        """Whether its exit status can no longer be known."""

    def status(self, seconds: float) -> int | None:
        """Wait up to ``seconds`` for the exit code or negative signal number; None while it is running."""

    def dump(self) -> None:
        """Make the process write its current position."""

    def kill(self) -> None:
        """End the process and its group."""

    def close(self) -> None:
        """Release a process that has ended."""


class ForkedHandle:
    """A process that the fork server forked and manages."""

    def __init__(self, channels: Channels, control: socket.socket, modules: frozenset[str]) -> None:
        control.setblocking(False)
        self.channels = channels
        self.modules = modules
        self.lost = False
        self._control = control
        self._status: int | None = None

    def status(self, seconds: float) -> int | None:
        """Wait up to ``seconds`` for the exit code or negative signal number; None while it is running."""
        if self._status is None and readable(self._control.fileno(), seconds):
            try:
                data = self._control.recv(STATUS.size)
            except OSError:
                data = b""
            # Without its server the status is unknown: the process was killed together with the server.
            self.lost = len(data) != STATUS.size
            self._status = -signal.SIGKILL if self.lost else STATUS.unpack(data)[0]
        return self._status

    def dump(self) -> None:
        """Make the process write its current position."""
        self._tell(DUMP)

    def kill(self) -> None:
        if self._status is None:
            self._tell(KILL)

    def close(self) -> None:
        """Release the process. Until then the server keeps track of its folder."""
        self._control.close()

    def _tell(self, what: bytes) -> None:
        with contextlib.suppress(OSError):
            self._control.send(what)


class SpawnedHandle:
    """A process that this one started directly."""

    lost = False

    def __init__(self, channels: Channels, modules: tuple[str, ...]) -> None:
        """Start it. Raises OSError if the system refuses."""
        import subprocess

        from tutor.process.launch import start

        self.channels = channels
        self.modules = frozenset(modules)
        self._lock = threading.Lock()
        calls, printing, dumping = channels.theirs
        self._process: subprocess.Popen[bytes] = start(
            "tutor.process.child",
            [str(calls), str(dumping), *modules],
            keep=(calls, dumping),
            stdin=subprocess.DEVNULL,
            output=printing,
        )
        self._over = False

    def status(self, seconds: float) -> int | None:
        """Wait up to ``seconds`` for the exit code or negative signal number; None while it is running."""
        deadline, pause = time.monotonic() + seconds, 0.0005
        while True:
            with self._lock:
                code = self._process.poll()
                if code is not None and not self._over:
                    self._over = True
                    with contextlib.suppress(OSError):  # also the processes that it left in its group
                        os.killpg(self._process.pid, signal.SIGKILL)
            if code is not None or time.monotonic() >= deadline:
                return code
            time.sleep(pause)
            pause = min(2 * pause, 0.02)

    def dump(self) -> None:
        """Make the process write its current position."""
        self._signal(signal.SIGUSR1)

    def kill(self) -> None:
        with self._lock:
            if self._process.poll() is None:
                lifetime.kill_group(self._process.pid)

    def close(self) -> None:
        """Nothing to release."""

    def _signal(self, number: int) -> None:
        with self._lock:
            if self._process.poll() is None:  # otherwise the pid may belong to another process by now
                lifetime.kill(self._process.pid, number)


def readable(fd: int, seconds: float) -> bool:
    """Wait up to ``seconds`` until the descriptor is readable."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
