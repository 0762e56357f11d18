"""One isolated process as its client sees it: calls go in, results, prints and failures come out."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from tutor.process import folder, where, wire
from tutor.process.errors import Died, NurseryLost, Raised, SandboxError, TimedOut, Where
from tutor.process.fate import fate
from tutor.process.leash import Leash, readable
from tutor.process.limits import Limits
from tutor.process.output import Output

BIRTH = 60.0  # seconds until a new process must have answered; imports on a slow disk are slow
LAST_WORDS = 0.5  # seconds for a process to say where it is, or how it ended
CHUNK = 1 << 20
LARGEST_FRAME = wire.RESULT_BYTES + (64 << 20)
STEP = 0.1  # seconds between two looks at a process that cannot announce its end


class Launcher(Protocol):
    """Who starts the process."""

    def launch(self, ends: tuple[socket.socket, int, int], folder: str) -> Leash:
        """Start a process on the descriptors of protocol, prints and dump."""


class Isolated:
    """A bounded process of its own. Calls from several threads wait for each other; ``close`` does not wait."""

    def __init__(
        self, limits: Limits, leash: Leash, protocol: socket.socket, output: Output, dump: int, home: Path
    ) -> None:
        self.limits = limits
        self._leash = leash
        self._socket = protocol
        self._output = output
        self._dump = dump
        self._folder = home
        self._owner = f"{os.urandom(6).hex()}-"
        self._thread = 0
        self._left = limits.wall
        self._over: str | None = None
        self._cancelled = False
        self._cleared = False
        self._lock = threading.RLock()

    @classmethod
    def start(cls, launcher: Launcher, limits: Limits) -> Isolated:
        """A process that is ready for calls. Raises Died when there can be none."""
        with contextlib.ExitStack() as undo:
            try:
                ours, theirs = socket.socketpair()
                undo.callback(_close, ours, theirs)
                printed, printing = os.pipe()
                undo.callback(_close, printed, printing)
                dump, dumping = os.pipe()
                undo.callback(_close, dump, dumping)
                home = folder.choose()
            except OSError as error:
                raise Died(f"There is nothing to run the code in ({error.strerror}).") from error
            leash = launcher.launch((theirs, printing, dumping), str(home))
            undo.pop_all()
        ours.setblocking(False)
        isolated = cls(limits, leash, ours, Output(printed, limits.output_chars), dump, home)
        try:
            isolated._greet((theirs, printing, dumping))
        except BaseException:
            isolated.close()
            raise
        return isolated

    def _greet(self, theirs: tuple[socket.socket, int, int]) -> None:
        setup = {**self.limits.plain(), "owner": self._owner, "folder": str(self._folder)}
        try:
            answer = self._exchange(wire.pack_setup(setup), time.monotonic() + BIRTH)
        except TimedOut:
            raise Died("The process that was to run the code did not get ready.") from None
        except Died as error:
            raise (NurseryLost(error.sentence) if self._leash.lost else error) from None
        finally:
            _close(*theirs)
        if answer[0] != "ready":
            raise Died(f"The process that was to run the code could not be prepared ({answer[1]}).")
        self._thread = answer[2]

    @property
    def output(self) -> str:
        """What the code has printed so far, up to the bound."""
        with self._lock:
            self._output.drain()
            return self._output.text

    @property
    def dropped(self) -> int:
        """How many characters were printed beyond the bound."""
        with self._lock:
            self._output.drain()
            return self._output.dropped

    def call(self, entry: str, *args: Any, timeout: float | None = None) -> Any:
        """Call ``module:function`` in the process and return its result.

        ``timeout`` is in seconds; without one the rest of ``Limits.wall`` holds, which bounds every call. Arguments
        are pickled. Plain data and numeric arrays come back as they are, anything else as ``Opaque``. Raises Raised
        when the function does, TimedOut when it takes too long, and Died when the process is no more. After the last
        two the process is gone.
        """
        payload = wire.pack_call(entry, args, self._owner)
        with self._lock:
            if self._over is not None:
                raise Died(self._over)
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

    def close(self) -> None:
        """End the process with everything it has started, and remove its folder. A call that waits raises Died."""
        self._cancelled = True
        self._leash.kill()
        with self._lock:
            if not self._cleared:
                self._cleared = True
                self._end(Died("The process has been closed."))
                self._output.drain()
                self._output.close()
                _close(self._socket, self._dump)
                folder.remove(self._folder)
                self._leash.close()  # last: until then the nursery feels responsible for the folder

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
                    None if place is None else Where(*place),
                    frames=frames,
                    column=column,
                    blocked=blocked,
                )
        except (TypeError, ValueError):
            pass
        raise self._end(_garbled())

    def _exchange(self, payload: bytes, deadline: float) -> Any:
        """Send a frame and wait for the answer to it, while prints are taken in."""
        token = os.urandom(16)
        waiting = memoryview(wire.HEADER.pack(token, len(payload)) + payload)
        received = bytearray()
        size: int | None = None
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | select.POLLOUT)
        if self._output.open:
            poll.register(self._output.fd, select.POLLIN)
        watched = self._leash.fileno()
        if watched is not None:
            poll.register(watched, select.POLLIN)
        while True:
            rest = deadline - time.monotonic()
            if rest <= 0:
                raise TimedOut(0, self._whereabouts())
            gone = False
            for fd, event in poll.poll(1000 * (rest if watched is not None else min(rest, STEP))):
                if fd == self._output.fd:
                    if not self._output.read() and not self._output.open:
                        poll.unregister(fd)
                elif fd == watched:
                    gone = True
                else:
                    if waiting and event & select.POLLOUT:
                        waiting = self._send(waiting)
                        if not waiting:
                            poll.modify(self._socket, select.POLLIN)
                    if event & (select.POLLIN | select.POLLHUP | select.POLLERR):
                        gone |= not self._receive(received)
            if self._cancelled:
                raise self._end(Died("The run was stopped."))
            if size is None and len(received) >= wire.HEADER.size:
                theirs, size = wire.HEADER.unpack_from(received)
                if theirs != token or size > LARGEST_FRAME:
                    raise self._end(_garbled())
            if size is not None and len(received) >= wire.HEADER.size + size:
                self._output.drain()
                if len(received) > wire.HEADER.size + size:
                    raise self._end(_garbled())
                try:
                    return wire.decode(bytes(memoryview(received)[wire.HEADER.size :]))
                except wire.GarbledError:
                    raise self._end(_garbled()) from None
            if gone or (watched is None and self._leash.status(0) is not None):
                # the answer may still be on its way when the end is noticed first
                while self._receive(received) and len(received) < LARGEST_FRAME:
                    pass
                if size is None or len(received) < wire.HEADER.size + size:
                    raise self._end(self._obituary())

    def _send(self, waiting: memoryview) -> memoryview:
        try:
            return waiting[self._socket.send(waiting[:CHUNK]) :]
        except BlockingIOError:
            return waiting
        except OSError:
            return waiting[:0]  # the end is read from the other descriptors

    def _receive(self, received: bytearray) -> bool:
        """Take what has come. False when the other end is closed."""
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return self._leash.status(0) is None
        except OSError:
            return False
        received += data
        return bool(data)

    def _whereabouts(self) -> Where | None:
        """Ask the process where it is."""
        self._leash.dump()
        return where.place(where.read_dump(self._read_dump(LAST_WORDS), self._thread))

    def _read_dump(self, seconds: float) -> str:
        data = b""
        while len(data) < CHUNK and readable(self._dump, seconds):
            chunk = os.read(self._dump, CHUNK)
            if not chunk:
                break
            data += chunk
            seconds = 0.03  # it comes in small pieces
        return data.decode("ascii", "replace")

    def _obituary(self) -> Died:
        status = self._leash.status(LAST_WORDS)
        place = where.place(where.read_dump(self._read_dump(0), self._thread))
        if status is None:
            return Died("The code closed the connection to the tutor, so its result is lost.", where=place)
        if status >= 0:
            return Died(
                "The code ended the process (os._exit or similar), so its result is lost.",
                exit_code=status,
                where=place,
            )
        return Died(fate(-status, self.limits), signal=-status, where=place)

    def _end(self, error: SandboxError) -> SandboxError:
        """The process is of no more use: end it, and remember why."""
        if self._over is None:
            self._over = f"There is no process any more: {error.sentence}"
            self._leash.kill()
            self._leash.status(2.0)
        return error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _garbled() -> Died:
    return Died("The code wrote into the tutor's own connection, so its result cannot be trusted.")


def _close(*ends: socket.socket | int) -> None:
    for end in ends:
        if isinstance(end, int):
            os.close(end)
        else:
            end.close()
