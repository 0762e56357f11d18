"""The client's side of one isolated process: sends calls; receives results, output and failures."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from tutor.process import codec, location, scratch
from tutor.process.handle import Handle, readable
from tutor.process.limits import MIB, Limits
from tutor.process.output import Output
from tutor.process.process_errors import CodeLocation, Died, ProcessLost, Raised, SandboxError, TimedOut
from tutor.process.signal_text import signal_text
from tutor.process.written import Written

READY = 60.0  # seconds for a new process to answer; imports on a slow disk take long
LAST_WORDS = 0.5  # seconds for a process to report its position or its exit status
CHUNK = 1 << 20
LARGEST_FRAME = codec.RESULT_BYTES + (64 << 20)
# Signals that code rarely sends to itself. An operator, or a system out of memory, ends processes with them.
_FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP)
STEP = 0.1  # seconds between checks that the process is alive: its children may hold its channels open


class SandboxProcess:
    """An isolated process. Calls from several threads are queued; ``close`` does not wait."""

    def __init__(
        self,
        handle: Handle,
        limits: Limits,
        on_close: Callable[[SandboxProcess], None],
        on_kill: Callable[[], None],
    ) -> None:
        """Send the setup to a waiting process. ``on_kill`` is called if something outside seems to have killed it.

        Raises:
            ProcessLost: it has ended, or does not answer.
        """
        self.limits = limits
        self._handle = handle
        self._on_close, self._on_kill = on_close, on_kill
        self._socket = handle.channels.calls
        self._dump = handle.channels.dumped
        self._output = Output(handle.channels.printed, limits.output_chars)
        self._owner = f"{os.urandom(6).hex()}-"
        self._written = Written(handle.channels.folder, limits.written_bytes)
        self._answered = 0  # bytes
        self._thread = 0
        self._left = limits.wall
        self._over: Died | None = None
        self._cancelled = False
        self._cleared = False
        self._lock = threading.RLock()
        try:
            self._set_up()
        except BaseException:
            self.close()
            raise

    def _set_up(self) -> None:
        folder = self._handle.channels.folder
        setup = {**self.limits.plain(), "owner": self._owner, "folder": folder}
        try:
            answer = self._exchange(codec.pack_setup(setup), time.monotonic() + READY)
        except TimedOut:
            raise ProcessLost("The process that runs the code did not start.") from None
        except Died:
            said = [line.strip() for line in self._output.text.splitlines() if line.strip()]
            why = f" ({said[-1]})" if said else ""
            raise ProcessLost(f"The process that runs the code could not be started{why}.") from None
        if answer[0] != "ready":
            raise ProcessLost(f"The process that runs the code could not be prepared ({answer[1]}).")
        self._written.pid, self._thread = answer[1:]

    @property
    def output(self) -> str:
        """The output of the code so far, up to the limit."""
        with self._lock:
            self._output.drain()
            return self._output.text

    @property
    def dropped(self) -> int:
        """How many characters were printed beyond the limit."""
        with self._lock:
            self._output.drain()
            return self._output.dropped

    def call(self, entry: str, *args: Any, timeout: float | None = None) -> Any:
        """Call ``module:function`` in the process and return its result.

        ``timeout`` is in seconds; the default is what is left of ``Limits.wall``, which bounds all calls together.
        Arguments are pickled. Plain data and numeric arrays are returned as they are, anything else as
        ``RemoteValue``. Raises Raised if the function raises, TimedOut if it takes too long, Died if the process
        ends, and ProcessLost if it ends for a reason outside the code. After any of these except Raised, the process
        is gone.
        """
        payload = codec.pack_call(entry, args, self._owner)
        with self._lock:
            if self._over is not None:
                raise type(self._over)(self._over.sentence)
            together = timeout is None or timeout >= self._left
            seconds = self._left if together else timeout or 0.0
            start = time.monotonic()
            try:
                answer = self._exchange(payload, start + seconds)
            except TimedOut as error:
                bound = self.limits.wall if together else seconds
                raise self._end(TimedOut(bound, error.where)) from None
            finally:
                self._left -= time.monotonic() - start
            return self._result(answer)

    def grant(self, seconds: float) -> None:
        """Let all calls together take that much longer."""
        with self._lock:
            self._left += seconds
            self.limits = replace(self.limits, wall=self.limits.wall + seconds)

    def close(self) -> None:
        """End the process and everything it started, and remove its folder. A waiting call raises Died."""
        self._cancelled = True
        self._handle.kill()
        with self._lock:
            if not self._cleared:
                self._cleared = True
                self._end(Died("The process has been closed."))
                self._output.drain()
                self._output.close()
                self._socket.close()
                os.close(self._dump)
                scratch.remove(self._handle.channels.folder)
                self._handle.close()  # last, because the fork server keeps track of the folder until then
                self._on_close(self)

    def _result(self, answer: Any) -> Any:
        try:
            kind, *body = answer
            if kind == "result":
                (result,) = body
                return result
            if kind == "raised":
                type_name, message, place, frames, column, blocked = body
                raise Raised(
                    type_name,
                    message,
                    None if place is None else CodeLocation(*place),
                    frames=frames,
                    column=column,
                    blocked=blocked,
                )
        except (TypeError, ValueError):
            pass
        raise self._end(_garbled())

    def _exchange(self, payload: bytes, deadline: float) -> Any:
        """Send a frame and wait for its answer, collecting output in the meantime."""
        token = os.urandom(16)
        waiting = memoryview(codec.HEADER.pack(token, len(payload)) + payload)
        received = bytearray()
        size: int | None = None
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | select.POLLOUT)
        if self._output.open:
            poll.register(self._output.fd, select.POLLIN)
        while True:
            rest = deadline - time.monotonic()
            if rest <= 0:
                raise TimedOut(0, self._whereabouts())
            gone = False
            for fd, event in poll.poll(1000 * min(rest, STEP)):
                if fd == self._output.fd:
                    if not self._output.read() and not self._output.open:
                        poll.unregister(fd)
                else:
                    if waiting and event & select.POLLOUT:
                        waiting = self._send(waiting)
                        if not waiting:
                            poll.modify(self._socket, select.POLLIN)
                    if event & (select.POLLIN | select.POLLHUP | select.POLLERR):
                        gone |= not self._receive(received)
            if self._cancelled:
                raise self._end(Died("The run was stopped."))
            self._written.elsewhere = self._output.bytes + self._answered + len(received)
            if self._written.too_much():
                raise self._end(self._wrote_too_much())
            if size is None and len(received) >= codec.HEADER.size:
                theirs, size = codec.HEADER.unpack_from(received)
                if theirs != token or size > LARGEST_FRAME:
                    raise self._end(_garbled())
            if size is not None and len(received) >= codec.HEADER.size + size:
                self._output.drain()
                if len(received) > codec.HEADER.size + size:
                    raise self._end(_garbled())
                self._answered += len(received)
                try:
                    return codec.decode(bytes(memoryview(received)[codec.HEADER.size :]))
                except codec.GarbledError:
                    raise self._end(_garbled()) from None
            if gone or self._handle.status(0) is not None:
                # The end of the process may be noticed while its answer is still in the socket.
                while self._receive(received) and len(received) < LARGEST_FRAME:
                    pass
                if size is None or len(received) < codec.HEADER.size + size:
                    raise self._end(self._obituary())

    def _send(self, waiting: memoryview) -> memoryview:
        try:
            return waiting[self._socket.send(waiting[:CHUNK]) :]
        except BlockingIOError:
            return waiting
        except OSError:
            return waiting[:0]  # the other descriptors show that it has ended

    def _receive(self, received: bytearray) -> bool:
        """Receive what has arrived. Returns False if the other end is closed."""
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return self._handle.status(0) is None
        except OSError:
            return False
        received += data
        return bool(data)

    def _wrote_too_much(self) -> Died:
        much = self.limits.written_bytes // MIB
        return Died(
            f"The code wrote more than {much} MB to files and was stopped.", where=self._whereabouts()
        )

    def _whereabouts(self) -> CodeLocation | None:
        """Ask the process for its current position."""
        self._handle.dump()
        return location.place(location.read_dump(self._read_dump(LAST_WORDS), self._thread))

    def _read_dump(self, seconds: float) -> str:
        data = b""
        while len(data) < CHUNK and readable(self._dump, seconds):
            chunk = os.read(self._dump, CHUNK)
            if not chunk:
                break
            data += chunk
            seconds = 0.03  # the dump arrives in small pieces
        return data.decode("ascii", "replace")

    def _obituary(self) -> Died:
        status = self._handle.status(LAST_WORDS)
        place = location.place(location.read_dump(self._read_dump(0), self._thread))
        if self._handle.lost or status in _FROM_OUTSIDE:
            self._on_kill()
        if self._handle.lost:
            return ProcessLost("The process that starts the others has stopped, and this one with it.")
        if status is None:
            return Died("The code closed the connection to the tutor, so its result is lost.", where=place)
        if status >= 0:
            return Died(
                "The code ended the process (os._exit or similar), so its result is lost.",
                exit_code=status,
                where=place,
            )
        return Died(signal_text(-status, self.limits), signal=-status, where=place)

    def _end(self, error: SandboxError) -> SandboxError:
        """End the unusable process and store the reason."""
        if self._over is None:
            lost = isinstance(error, ProcessLost)
            self._over = (ProcessLost if lost else Died)(f"The process has stopped: {error.sentence}")
            self._handle.kill()
            self._handle.status(2.0)
            scratch.remove(
                self._handle.channels.folder
            )  # nothing must be left behind by a client that never calls ``close``
        return error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _garbled() -> Died:
    return Died("The code wrote into the tutor's own connection, so its result cannot be trusted.")
