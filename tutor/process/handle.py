"""What a client holds of a process that was started for it: its channels, and how to end it and learn of its end."""

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

# What is said between a client and the fork server. On the request socket, first byte:
FORK: Final = (
    b"f"  # then the scratch folder's name; four descriptors: the control socket and the three of Channels
)
PRELOAD: Final = b"p"  # then the names of modules
# and on a process's control socket; the server answers with the status, once:
KILL: Final = b"k"
DUMP: Final = b"d"
STATUS: Final = struct.Struct("!i")  # exit code, or minus the signal


class Channels:
    """Three ways between a client and its process: calls, what the process prints, and where it is when stopped."""

    def __init__(self) -> None:
        """Raises OSError when the system gives none."""
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
        """The process's ends, until they are handed over."""
        return self._called.fileno(), self._printing, self._dumping

    def hand_over(self) -> None:
        """Close the process's ends here."""
        self._called.close()
        os.close(self._printing)
        os.close(self._dumping)

    def close(self) -> None:
        """Close the client's ends."""
        self.calls.close()
        os.close(self.printed)
        os.close(self.dumped)


class Handle(Protocol):
    """How a process is held."""

    channels: Channels
    modules: frozenset[str]  # what it has imported beforehand

    @property
    def lost(self) -> bool:
        """Whether nobody can tell any more how it ended."""

    def status(self, seconds: float) -> int | None:
        """Exit code or minus the signal, waiting so long for it; None while it lives."""

    def dump(self) -> None:
        """Have the process write where it is."""

    def kill(self) -> None:
        """End the process and its group."""

    def close(self) -> None:
        """Let go of a process that has ended."""


class ForkedHandle:
    """A process that the fork server has forked and looks after."""

    def __init__(self, channels: Channels, control: socket.socket, modules: frozenset[str]) -> None:
        control.setblocking(False)
        self.channels = channels
        self.modules = modules
        self.lost = False
        self._control = control
        self._status: int | None = None

    def status(self, seconds: float) -> int | None:
        """Exit code or minus the signal, waiting so long for it; None while it lives."""
        if self._status is None and readable(self._control.fileno(), seconds):
            try:
                data = self._control.recv(STATUS.size)
            except OSError:
                data = b""
            # Without its server nobody can tell any more how it ended: it was killed with the server.
            self.lost = len(data) != STATUS.size
            self._status = -signal.SIGKILL if self.lost else STATUS.unpack(data)[0]
        return self._status

    def dump(self) -> None:
        """Have the process write where it is."""
        self._tell(DUMP)

    def kill(self) -> None:
        """End the process and its group."""
        if self._status is None:
            self._tell(KILL)

    def close(self) -> None:
        """Let go: until then the server feels responsible for the folder."""
        self._control.close()

    def _tell(self, what: bytes) -> None:
        with contextlib.suppress(OSError):
            self._control.send(what)


class SpawnedHandle:
    """A process that this one has started itself."""

    lost = False

    def __init__(self, channels: Channels, modules: tuple[str, ...]) -> None:
        """Start it. Raises OSError when the system gives none."""
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
        """Exit code or minus the signal, waiting so long for it; None while it lives."""
        deadline, pause = time.monotonic() + seconds, 0.0005
        while True:
            with self._lock:
                code = self._process.poll()
                if code is not None and not self._over:
                    self._over = True
                    with contextlib.suppress(OSError):  # what it has left behind in its group
                        os.killpg(self._process.pid, signal.SIGKILL)
            if code is not None or time.monotonic() >= deadline:
                return code
            time.sleep(pause)
            pause = min(2 * pause, 0.02)

    def dump(self) -> None:
        """Have the process write where it is."""
        self._signal(signal.SIGUSR1)

    def kill(self) -> None:
        """End the process and its group."""
        with self._lock:
            if self._process.poll() is None:
                lifetime.kill_group(self._process.pid)

    def close(self) -> None:
        """Nothing is left to let go of."""

    def _signal(self, number: int) -> None:
        with self._lock:
            if self._process.poll() is None:  # else the number may be somebody else's
                lifetime.kill(self._process.pid, number)


def readable(fd: int, seconds: float) -> bool:
    """Whether something can be read from a descriptor, waiting so long for it."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
