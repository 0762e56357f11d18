"""The grader's side of a grading worker."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from tutor.process.codec import HEADER
from tutor.process.handle import readable
from tutor.process.signal_text import signal_name
from tutor.process.spare import METHOD, Method

if TYPE_CHECKING:
    import subprocess

    from tutor.grading.messages import End
    from tutor.grading.request import Request
    from tutor.grading.verdict import TestResult, Verdict

START = 60.0  # seconds for a worker to start on a slow disk
LONGEST_COMPLAINT = 200  # characters
LAST_WORDS = 0.5  # seconds for it to end after its connection is closed
PATIENCE = 3.0  # seconds for it to end by itself
SLACK = 10.0  # seconds beyond the learner's own limit, for the checks' side of the work


class WorkerHandle:
    """One worker process. Only one thread may call ``check`` at a time; any thread may call the other methods."""

    def __init__(self, checks: Path, method: Method = METHOD) -> None:
        import subprocess

        from tutor.process.launch import start

        self.checks = checks
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair()
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        with theirs:
            self._process: subprocess.Popen[bytes] = start(
                "tutor.grading.worker",
                [str(checks), str(theirs.fileno()), method],
                keep=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                output=self._complaints,
            )

    @property
    def alive(self) -> bool:
        """Whether it can take a check."""
        return self._process.poll() is None

    def prepare(self) -> None:
        """Have the worker load and record everything in its idle time."""
        with suppress(OSError):
            self._send(bytes(16), "prepare")

    def cancel(self, token: bytes) -> None:
        """Have the worker abandon a check, which ends ``check``."""
        with suppress(OSError):
            self._send(token, "cancel")

    def check(self, token: bytes, request: Request) -> Iterator[TestResult | Verdict | End]:
        """Yields the results as they arrive, then the verdict, or the reason why there is none.

        Raises OSError if the worker is lost.
        """
        from tutor.grading.messages import read_event
        from tutor.grading.verdict import TestResult

        deadline = time.monotonic() + START + 2 * (request.timeout + SLACK)  # a check may run twice
        self._send(token, "check", request)
        while True:
            head = self._exactly(HEADER.size, deadline)
            theirs, size = HEADER.unpack(head)
            if theirs != token:
                raise OSError("an answer to another question")
            event = read_event(self._exactly(size, deadline))
            yield event
            if not isinstance(event, TestResult):
                return

    def end(self) -> None:
        """End the process and its children; a running ``check`` raises OSError."""
        import subprocess

        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End the process and release its resources. Not while ``check`` is running."""
        self.end()
        self._socket.close()
        self._complaints.close()

    def why_lost(self) -> str:
        """A sentence that says why a worker does not answer."""
        import subprocess

        try:
            code = self._process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            return "The grading process does not respond."
        if code < 0:
            return f"The grading process was stopped from outside ({signal_name(-code)})."
        with suppress(OSError, ValueError):
            self._complaints.seek(0)
            said = self._complaints.read().decode("utf-8", "replace").split("\n")
            if last := next((line.strip() for line in reversed(said) if line.strip()), ""):
                return f"The grading process cannot run ({last[:LONGEST_COMPLAINT]})."
        return f"The grading process stopped (exit code {code})."

    def _send(
        self, token: bytes, kind: Literal["check", "cancel", "prepare"], request: Request | None = None
    ) -> None:
        from tutor.grading.messages import Order, pack_order

        payload = pack_order(Order(kind, request))
        with self._lock:
            self._socket.sendall(HEADER.pack(token, len(payload)) + payload)

    def _exactly(self, size: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            if not readable(self._socket.fileno(), max(0.0, deadline - time.monotonic())):
                raise TimeoutError("the worker does not answer")
            chunk = self._socket.recv(min(size - len(data), 1 << 20))
            if not chunk:
                raise ConnectionError("the worker is gone")
            data += chunk
        return bytes(data)
