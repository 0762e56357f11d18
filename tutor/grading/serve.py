"""The judge's pytest plugin: in place of pytest's own loop it waits for requests and runs an exercise's tests for each.

A request is a short message (the exercise's folder) with one socket: over that goes everything else, and its end at
the grader's side means that nobody wants the verdict any more.
"""

from __future__ import annotations

import itertools
import os
import select
import signal
import socket
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType
from typing import Any

import numpy  # noqa: F401 - before the first fork
import pytest

from tutor.grading import diagnose
from tutor.grading.examine import Check, Examination, NotReachedError
from tutor.grading.messages import EVERYTHING, HEAD, receive_request, send_event
from tutor.grading.plugin import Running, check_of, judged_submission
from tutor.grading.rehearsal import Rehearsal
from tutor.grading.shelf import Checks, Shelf
from tutor.grading.submission import Submission
from tutor.grading.verdict import TestResult
from tutor.process import Sandbox, SandboxError

LATER = ("tutor.shapes.trace_child",)  # what the isolated process needs only when something has failed


class Bench:
    """Where the judge sits."""

    def __init__(self, sandbox: Sandbox, shelf: Shelf, control: int, *, forking: bool) -> None:
        Running.judging = True
        self.sandbox = sandbox
        self.shelf = shelf
        self.forking = forking
        self.control = socket.socket(fileno=control)
        self.children: dict[int, socket.socket] = {}  # pid → the grader's connection
        self._error: BaseException | None = None
        self._idle: Iterator[None] | None = None

    # ── pytest asks ──────────────────────────────────────────────────────────────────────────────────────

    @pytest.fixture
    def submission(self) -> Submission | Rehearsal:
        """The learner's functions, running in an isolated process."""
        return judged_submission()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> pytest.TestReport:
        """Keep the error itself; nobody reads pytest's own report."""
        if call.excinfo is not None and self._error is None:
            self._error = call.excinfo.value
        outcome = "failed" if call.excinfo else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def pytest_report_teststatus(self) -> tuple[str, str, str]:
        """Nobody reads the terminal either."""
        return "", "", ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until the grader goes."""
        if self.forking:
            self._serve(session)
        else:
            folder, connection = self._receive()
            if connection is not None:
                self._answer(self.shelf.take(session, folder), connection)
        return True

    # ── the loop ─────────────────────────────────────────────────────────────────────────────────────────

    def _serve(self, session: pytest.Session) -> None:
        awake, wake = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(awake, False)
        signal.signal(signal.SIGCHLD, _heard)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(awake, select.POLLIN)
        while True:
            busy = self._idle is None or bool(self.children)
            ready = poll.poll(None if busy else 0)
            if not ready and self._idle is not None:
                self._step()
            for fd, _ in ready:
                if fd == awake:
                    with suppress(BlockingIOError):
                        os.read(awake, 4096)
                    self._reap(poll)
                elif fd == self.control.fileno():
                    folder, connection = self._receive()
                    if not folder:
                        self._stop_all()
                        self.sandbox.close()
                        os._exit(0)  # pytest has nothing to tell to anybody
                    if folder == EVERYTHING.decode():
                        self.sandbox.preload(*LATER)
                        self._idle = itertools.chain(self._first_use(), self.shelf.prepare(session))
                    elif connection is not None:
                        self._fork(self.shelf.take(session, folder), connection, poll)
                        self._idle = itertools.chain(self._idle or (), self.shelf.furnish(folder))
                else:
                    # Only the grader's going away makes a connection readable: it sends nothing after its request.
                    self._cancel(fd)

    def _step(self) -> None:
        """One step of what is done while nothing is asked. What goes wrong there is no reason not to grade."""
        assert self._idle is not None
        try:
            if next(self._idle, self) is self:
                self._idle = None
        except Exception:
            traceback.print_exc()
            self._idle = None

    def _first_use(self) -> Iterator[None]:
        """One isolated process opened and closed: what that imports here is imported for every fork."""
        with suppress(SandboxError), self.sandbox.open() as isolated:
            isolated.call("tutor.grading.runner:load", "nothing.py", "")
        yield

    def _receive(self) -> tuple[str, socket.socket | None]:
        """The next request: an exercise's folder and where to answer; ("", None) when the grader is gone."""
        try:
            head, fds, _, _ = socket.recv_fds(self.control, HEAD.size, 1)
            if len(head) < HEAD.size:
                return "", None
            message = self.control.recv(HEAD.unpack(head)[0], socket.MSG_WAITALL)
        except OSError:
            return "", None
        return os.fsdecode(message), socket.socket(fileno=fds[0]) if fds else None

    def _fork(self, checks: Checks, connection: socket.socket, poll: select.poll) -> None:
        try:
            pid = os.fork()
        except OSError:
            connection.close()  # the grader hears that nothing came
            return
        if pid == 0:
            code = 1
            try:
                os.setsid()
                _die_with_parent()
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                self.control.close()
                for other in self.children.values():
                    other.close()
                self._answer(checks, connection)
                code = 0
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(code)
        self.children[pid] = connection
        # What is to be read is the request, which the child takes; the judge only wants to hear of the end.
        poll.register(connection, getattr(select, "POLLRDHUP", select.POLLHUP))

    def _cancel(self, fd: int) -> None:
        for pid, connection in self.children.items():
            if connection.fileno() == fd:
                _kill(pid)

    def _reap(self, poll: select.poll) -> None:
        for pid in list(self.children):
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0] == 0:
                    continue
            connection = self.children.pop(pid)
            poll.unregister(connection)
            connection.close()

    def _stop_all(self) -> None:
        for pid in self.children:
            _kill(pid)

    # ── one check ────────────────────────────────────────────────────────────────────────────────────────

    def _answer(self, checks: Checks, connection: socket.socket) -> None:
        request = receive_request(connection)
        items = checks.items
        examination = Examination(self.sandbox, request, [check_of(item) for item in items])
        examination.ahead = checks.calls
        Running.judged = examination
        try:
            verdict = examination.refuse(checks.fault) if checks.fault else examination.begin()
            examination.rerun = lambda other, test_id: self._rerun(items, other, test_id)
            if verdict is None:
                for item, following, check in zip(items, [*items[1:], None], examination.checks, strict=True):
                    send_event(connection, self._run(examination, item, following, check))
                verdict = diagnose.diagnose(examination)
            send_event(connection, verdict)
        finally:
            examination.close()

    def _run(
        self, examination: Examination, item: pytest.Item, following: pytest.Item | None, check: Check
    ) -> TestResult:
        self._error = None
        begun = time.perf_counter()
        try:
            examination.current()
        except NotReachedError as error:
            return examination.record(check, error, 0.0)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return examination.record(check, self._error, time.perf_counter() - begun)

    def _rerun(self, items: list[pytest.Item], other: Examination, test_id: str) -> TestResult:
        """One test once more, against another source."""
        number, check = next((i, c) for i, c in enumerate(other.checks) if c.id == test_id)
        mine, Running.judged = Running.judged, other
        try:
            return self._run(other, items[number], None, check)
        finally:
            Running.judged = mine


def _heard(number: int, frame: FrameType | None) -> None:
    """The wakeup descriptor says the rest."""


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _die_with_parent() -> None:
    from tutor.process.bounds import die_with_parent

    die_with_parent(os.getppid())
