"""The client's side: a ``Sandbox`` gives out isolated processes. It runs nobody's code itself."""

from __future__ import annotations

import contextlib
import os
import threading
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal, Self

from tutor.process.errors import Died, NurseryLost
from tutor.process.limits import Limits

if TYPE_CHECKING:
    import socket
    import subprocess

    from tutor.process.isolated import Isolated
    from tutor.process.leash import Leash

Method = Literal["fork", "spawn"]
ENVIRONMENT = "TUTOR_START_METHOD"


class Sandbox:
    """Where isolated processes come from. Thread-safe; a process that is forked while it is open may use it too."""

    def __init__(self, method: Method, preload: tuple[str, ...] = ()) -> None:
        self.method = method
        self._preload = preload
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._nursery: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        self._complaints: IO[bytes] | None = None
        self._closed = False

    @classmethod
    def start(cls, method: Method | None = None, *, preload: tuple[str, ...] = ()) -> Sandbox:
        """A sandbox, at once: its nursery gets ready meanwhile.

        ``method`` is ``fork`` or ``spawn``; without one the environment variable TUTOR_START_METHOD decides, then the
        platform. ``preload`` are modules of the tutor that every process is to find imported.
        Raises ValueError for another method, and Died when no process can be started at all.
        """
        chosen = method or os.environ.get(ENVIRONMENT) or ("fork" if hasattr(os, "fork") else "spawn")
        if chosen not in ("fork", "spawn"):
            raise ValueError(f"{ENVIRONMENT} must be fork or spawn, not {chosen!r}")
        sandbox = cls("fork" if chosen == "fork" else "spawn", preload)
        if sandbox.method == "fork":
            sandbox._start_nursery()
        return sandbox

    def preload(self, *modules: str) -> None:
        """Have these modules imported for the processes to come, where that saves them time."""
        from tutor.process.nursery_wire import PRELOAD

        self._preload += modules
        if self._requests is not None:
            with contextlib.suppress(OSError):
                self._requests.send(PRELOAD + " ".join(modules).encode())

    def open(self, limits: Limits = Limits()) -> Isolated:  # noqa: B008 - frozen
        """A new process. Raises Died when the system gives none."""
        from tutor.process.isolated import Isolated

        if self._closed:
            raise Died("The sandbox has been closed.")
        requests = self._requests
        try:
            return Isolated.start(self, limits)
        except NurseryLost:
            if os.getpid() != self._owner:
                raise
            self._restart_nursery(requests)
        try:
            return Isolated.start(self, limits)
        except NurseryLost as error:
            raise Died(f"No process could be started to run the code in{self._complaint()}.") from error

    def close(self) -> None:
        """End the nursery and every process that is left. May be called twice."""
        self._closed = True
        with self._lock:
            self._stop_nursery()

    def launch(self, ends: tuple[socket.socket, int, int], folder: str) -> Leash:
        """Start a process on its three descriptors. Raises Died when the system gives none."""
        if self.method == "spawn":
            return self._spawn(ends)
        import socket

        from tutor.process.leash import NurseryLeash
        from tutor.process.nursery_wire import OPEN

        ours, theirs = socket.socketpair()
        fds = [theirs.fileno(), ends[0].fileno(), *ends[1:]]
        with theirs:
            try:
                if self._requests is None:
                    raise OSError
                socket.send_fds(self._requests, [OPEN + os.fsencode(folder)], fds)
            except OSError:
                ours.close()
                raise NurseryLost("The process that starts processes is gone.") from None
        return NurseryLeash(ours)

    def _spawn(self, ends: tuple[socket.socket, int, int]) -> Leash:
        import subprocess

        from tutor.process.launch import start
        from tutor.process.leash import SpawnLeash

        fds = (ends[0].fileno(), ends[1], ends[2])
        try:
            process = start(
                "tutor.process.child",
                [str(fd) for fd in fds],
                keep=fds,
                stdin=subprocess.DEVNULL,
                output=ends[1],
            )
        except OSError as error:
            raise Died(f"No process could be started to run the code in ({error.strerror}).") from error
        return SpawnLeash(process)

    def _start_nursery(self) -> None:
        import socket
        import subprocess
        import tempfile

        from tutor.process.launch import start

        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the nursery
        with theirs:
            try:
                self._nursery = start(
                    "tutor.process.nursery",
                    [str(theirs.fileno()), *self._preload],
                    keep=(theirs.fileno(),),
                    stdin=subprocess.PIPE,
                    output=self._complaints,
                )
            except OSError as error:
                raise Died(f"No Python could be started to run the code in ({error}).") from error

    def _restart_nursery(self, lost: socket.socket | None) -> None:
        with self._lock:
            if self._requests is lost and not self._closed:  # else somebody was quicker
                self._stop_nursery()
                self._start_nursery()

    def _complaint(self) -> str:
        """The last thing that the nursery said, in brackets, if it said anything."""
        if self._complaints is None:
            return ""
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        return f" ({said[-1]})" if said else ""

    def _stop_nursery(self) -> None:
        nursery, self._nursery = self._nursery, None
        if nursery is None:
            return
        assert nursery.stdin is not None
        nursery.stdin.close()
        if self._requests is not None:
            self._requests.close()
        if self._complaints is not None:
            self._complaints.close()
        if os.getpid() != self._owner:
            nursery.returncode = 0  # somebody else's child: nothing to wait for
            return
        import subprocess

        try:
            nursery.wait(2)
        except subprocess.TimeoutExpired:
            nursery.kill()
            nursery.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
