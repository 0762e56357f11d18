"""Provides sandboxed processes. One is always started in advance; each serves one client and is then discarded.

On Linux they are forked from a server that has imported NumPy. On macOS no process may fork after loading Accelerate,
so the spare is a separate interpreter, started while the previous one is in use.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from tutor.process import scratch
from tutor.process.handle import Channels, Handle, SpawnedHandle
from tutor.process.limits import Limits
from tutor.process.process_errors import Died, ProcessLost

if TYPE_CHECKING:
    from tutor.process.fork_client import ForkClient
    from tutor.process.sandbox_process import SandboxProcess

Method = Literal["fork", "spawn"]
METHOD: Method = "fork" if sys.platform == "linux" else "spawn"


class Sandbox:
    """Provides isolated processes. Thread-safe."""

    def __init__(self, preload: tuple[str, ...], method: Method) -> None:
        self._preload = preload
        self._needed: tuple[str, ...] = ()  # modules that the last process needed besides the preloaded ones
        self._method = method
        self._lock = threading.RLock()
        self._server: ForkClient | None = None
        self._spare: Handle | None = None
        self._open: set[SandboxProcess] = set()
        self._closed = False
        # Number of open processes killed from outside; their failures say nothing about the code.
        self.killed = 0

    @classmethod
    def start(cls, *, preload: tuple[str, ...] = (), method: Method = METHOD) -> Sandbox:
        """Return a sandbox immediately, while its first process is starting.

        ``preload`` lists modules of tutor that every process has imported. Raises ProcessLost if no process can be
        started.
        """
        sandbox = cls(preload, method)
        threading.Thread(target=scratch.sweep, daemon=True).start()  # remove what killed processes have left
        sandbox._spare = sandbox._start()
        return sandbox

    def preload(self, *modules: str) -> None:
        """Import these modules in all future processes."""
        with self._lock:
            new = tuple(name for name in modules if name not in self._preload)
            self._preload += new
            if new:
                self._renew()

    def open(self, limits: Limits = Limits()) -> SandboxProcess:  # noqa: B008 - frozen
        """A new process.

        Raises:
            ProcessLost: the system refuses, or starting a process failed twice.
        """
        from tutor.process.sandbox_process import SandboxProcess

        for last in (False, True):
            handle = self._take(limits)
            try:
                process = SandboxProcess(handle, limits, self._forget, self._count_killed)
            except ProcessLost as error:  # the spare died while idle; the next one is new
                if last:
                    raise ProcessLost(f"{error.sentence}{self._complaint()}") from None
                self._renew()
                continue
            with self._lock:
                self._open.add(process)
                closed = self._closed
                if self._spare is None:
                    self._renew()
            if closed:
                process.close()
            return process
        raise AssertionError

    def end_open(self) -> None:
        """Close every open process; waiting calls raise Died."""
        with self._lock:
            processes = list(self._open)
        for process in processes:
            process.close()

    def close(self) -> None:
        """End every process, open or spare. Can be called twice."""
        with self._lock:
            self._closed = True
            spare, self._spare = self._spare, None
            server, self._server = self._server, None
        self.end_open()
        if spare is not None:
            _discard(spare)
        if server is not None:
            server.close()

    def _take(self, limits: Limits) -> Handle:
        """The spare process, or a new one if it has the wrong modules."""
        with self._lock:
            if self._closed:
                raise Died("The sandbox has been closed.")
            self._needed = limits.modules
            handle, self._spare = self._spare, None
            if handle is not None and not (
                handle.modules.issuperset(limits.modules) and handle.status(0) is None
            ):
                _discard(handle)
                handle = None
            return handle or self._start()

    def _renew(self) -> None:
        """Replace a spare process that is unusable."""
        with self._lock:
            spare, self._spare = self._spare, None
            if spare is not None:
                _discard(spare)
            if not self._closed:
                with contextlib.suppress(Died):  # the next ``open`` reports it
                    self._spare = self._start()

    def _start(self) -> Handle:
        """Start a process without waiting for it. The caller holds the lock."""
        modules = (*self._preload, *self._needed)
        try:
            channels = Channels()
        except OSError as error:
            raise ProcessLost(
                f"The process that runs the code could not be started ({error.strerror})."
            ) from error
        try:
            if self._method == "spawn":
                return SpawnedHandle(channels, modules)
            if self._server is None:
                from tutor.process.fork_client import ForkClient

                self._server = ForkClient(modules)
            return self._server.start(channels, modules)
        except OSError as error:
            channels.close()
            raise ProcessLost(
                f"The process that runs the code could not be started ({error.strerror})."
            ) from error
        finally:
            channels.hand_over()

    def _complaint(self) -> str:
        with self._lock:
            said = self._server.complaint() if self._server is not None else ""
        return f" ({said})" if said else ""

    def _count_killed(self) -> None:
        with self._lock:
            self.killed += 1

    def _forget(self, process: SandboxProcess) -> None:
        with self._lock:
            self._open.discard(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _discard(handle: Handle) -> None:
    """End an unused process."""
    handle.kill()
    handle.status(2.0)
    handle.channels.close()
    handle.close()
