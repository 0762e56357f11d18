"""What a client holds of a process: it hears of its end, asks where it is, ends it. One kind for each start method."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tutor.process.nursery_wire import DUMP, KILL, STATUS

if TYPE_CHECKING:
    import subprocess


class Leash(Protocol):
    """How a process is held. ``lost`` when nobody can tell any more how it ended."""

    lost: bool

    def fileno(self) -> int | None:
        """What becomes readable when the process has ended; None where that must be asked for."""

    def status(self, seconds: float) -> int | None:
        """Exit code or minus the signal, waiting so long for it; None while it lives."""

    def dump(self) -> None:
        """Have the process write where it is."""

    def kill(self) -> None:
        """End the process and its group."""

    def close(self) -> None:
        """Let go."""


class NurseryLeash:
    """A process that the nursery has forked and looks after."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._status: int | None = None
        self.lost = False

    def fileno(self) -> int:
        return self._socket.fileno()

    def status(self, seconds: float) -> int | None:
        if self._status is None and readable(self._socket.fileno(), seconds):
            try:
                data = self._socket.recv(STATUS.size)
            except OSError:
                data = b""
            # without a nursery nobody can tell any more; its children end with it
            self.lost = len(data) != STATUS.size
            self._status = -signal.SIGKILL if self.lost else STATUS.unpack(data)[0]
        return self._status

    def dump(self) -> None:
        self._tell(DUMP)

    def kill(self) -> None:
        if self._status is None:
            self._tell(KILL)

    def close(self) -> None:
        self._socket.close()

    def _tell(self, wish: bytes) -> None:
        with contextlib.suppress(OSError):
            self._socket.send(wish)


class SpawnLeash:
    """A process that the client has started itself."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._killed = False
        self.lost = False

    def fileno(self) -> None:
        return None

    def status(self, seconds: float) -> int | None:
        import subprocess

        try:
            return self._process.wait(seconds) if seconds > 0 else self._process.poll()
        except subprocess.TimeoutExpired:
            return None

    def dump(self) -> None:
        self._process.send_signal(signal.SIGUSR1)

    def kill(self) -> None:
        if self._killed:
            return  # by now the number may be somebody else's
        self._killed = True
        if self._process.poll() is None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except OSError:
                self._process.kill()
        end_session(self._process.pid)

    def close(self) -> None:
        self._process.poll()


def end_session(session: int) -> None:
    """Linux: end what is left of a session, processes that have left its group too. Does nothing elsewhere."""
    for _ in range(20):
        members = [pid for pid in _processes() if _session(pid) == session and pid != session]
        if not members:
            return
        for pid in members:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.002)


def readable(fd: int, seconds: float) -> bool:
    """Whether something can be read from a descriptor, waiting so long for it."""
    import select

    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _processes() -> list[int]:
    try:
        return [int(name.name) for name in Path("/proc").iterdir() if name.name.isdigit()]
    except OSError:
        return []


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None
