"""The judge's pytest plugin: in place of pytest's own loop it waits for requests and runs an exercise's tests for each.

A request is a short message (the exercise's folder) with one socket: over that goes everything else, and its end at
the grader's side means that nobody wants the verdict any more.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import numpy  # noqa: F401 - before the first fork
import pytest

from tutor.course.types import Exercise, MalformedCourseError
from tutor.grading import diagnose
from tutor.grading.examine import Check, Examination, NotReachedError
from tutor.grading.messages import HEAD, receive_request, send_event
from tutor.grading.plugin import Running, check_of, judged_submission
from tutor.grading.rehearsal import Call, Rehearsal, worth_it
from tutor.grading.submission import Submission
from tutor.grading.verdict import TestResult, Verdict
from tutor.sandbox import Sandbox

EVERYTHING = "*"  # asks for everything to be prepared
LATER = ("tutor.tracing.remote",)  # what the isolated process needs only when something has failed


class Bench:
    """Where the judge sits."""

    def __init__(self, sandbox: Sandbox, checks: Path, control: int, *, forking: bool) -> None:
        Running.judging = True
        self.sandbox = sandbox
        self.checks = checks
        self.forking = forking
        self.control = socket.socket(fileno=control)
        self.children: dict[int, socket.socket] = {}  # pid → the grader's connection
        self._collected: dict[str, list[pytest.Item]] = {}
        self._stamps: dict[str, tuple[tuple[str, int, int], ...]] = {}
        self._faults: dict[str, str] = {}
        self._calls: dict[str, list[Call]] = {}
        self._errors: list[pytest.CollectReport] = []
        self._error: BaseException | None = None
        self._idle: Iterator[None] | None = None

    # ── pytest asks ──────────────────────────────────────────────────────────────────────────────────────

    @pytest.fixture
    def submission(self) -> Submission | Rehearsal:
        """The learner's functions, running in an isolated process."""
        return judged_submission()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Nothing yet: an exercise is collected when it is first asked for."""
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be loaded."""
        if report.failed:
            self._errors.append(report)

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
                self._collect(session, folder)
                self._answer(folder, connection)
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
            if not ready and self._idle is not None and next(self._idle, EVERYTHING) is EVERYTHING:
                self._idle = None
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
                    if folder == EVERYTHING:
                        self._idle = self._prepare(session)
                    elif connection is not None:
                        self._collect(session, folder)
                        self._fork(folder, connection, poll)
                else:
                    # Only the grader's going away makes a connection readable: it sends nothing after its request.
                    self._cancel(fd)

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

    def _fork(self, folder: str, connection: socket.socket, poll: select.poll) -> None:
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
                self._answer(folder, connection)
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

    # ── collecting ───────────────────────────────────────────────────────────────────────────────────────

    def _prepare(self, session: pytest.Session) -> Iterator[None]:
        """What is done in small steps while nothing is asked: load all checks, rehearse them, fill the banks."""
        from tutor.course.exercises import load_exercise

        self.sandbox.preload(*LATER)
        folders = [path for path in sorted(self.checks.iterdir()) if (path / "solution.py").is_file()]
        for folder in folders:
            self._collect(session, str(folder))
            yield
        for folder in folders:
            try:
                exercise = load_exercise(folder)
            except MalformedCourseError:
                continue
            yield from self._rehearse(exercise)
            yield from diagnose.prepare(exercise)
        gc.collect()
        gc.freeze()

    def _rehearse(self, exercise: Exercise) -> Iterator[None]:
        """Note the calls that the tests of an exercise make, a test at a step."""
        from tutor.grading.bank import execute, quiet

        folder = str(exercise.folder)
        try:
            with quiet():
                rehearsal = Rehearsal(execute(exercise, exercise.solution), exercise.solution)
        except Exception:
            return  # a solution that does not run is for the course check to report
        items = self._collected.get(folder, [])
        for item in items:
            Running.rehearsed = rehearsal
            try:
                with quiet():
                    # All the way down after each test: something else may be asked for in between.
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            finally:
                Running.rehearsed = None
            yield
        if worth_it(rehearsal.calls) and items is self._collected.get(folder):
            self._calls[folder] = rehearsal.calls

    def _collect(self, session: pytest.Session, folder: str) -> None:
        """Load the tests of an exercise, again if its files have changed since."""
        stamp = _stamp(Path(folder))
        if self._stamps.get(folder) == stamp:
            return
        for name in [n for n, module in sys.modules.items() if _stands_in(module, folder)]:
            del sys.modules[name]
        self._errors.clear()
        diagnose.forget(folder)
        self._calls.pop(folder, None)
        self._faults.pop(folder, None)
        try:
            session.perform_collect([folder])
            items = list(session.items)
        except (pytest.UsageError, Exception) as error:
            items = []
            self._faults[folder] = f"The checks of {Path(folder).name} cannot be loaded: {_first_line(error)}"
        if self._errors:
            items = []
            text = str(self._errors[0].longrepr).strip().splitlines()
            said = text[-1].removeprefix("E").strip() if text else "no reason is known"
            self._faults[folder] = f"The checks of {Path(folder).name} cannot be loaded: {said}"
        self._collected[folder] = items
        self._stamps[folder] = stamp

    # ── one check ────────────────────────────────────────────────────────────────────────────────────────

    def _answer(self, folder: str, connection: socket.socket) -> None:
        request = receive_request(connection)
        items = self._collected.get(folder, [])
        examination = Examination(self.sandbox, request, [check_of(item) for item in items])
        examination.ahead = self._calls.get(folder, ())
        Running.judged = examination
        try:
            fault = self._faults.get(folder)
            verdict = (
                Verdict(request.exercise.id, "error", 0.0, message=fault) if fault else examination.begin()
            )
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
    from tutor.sandbox.bounds import die_with_parent

    die_with_parent(os.getppid())


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    stamps = []
    for path in sorted(folder.glob("*.py")):
        with suppress(OSError):
            status = path.stat()
            stamps.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(stamps)


def _stands_in(module: object, folder: str) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and file.startswith(folder + os.sep)


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]
