"""An exercise file → a Verdict. Keeps a judge process ready, asks it, and believes nothing else."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Literal, Self

from tutor.course.model import Course, Exercise
from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict

if TYPE_CHECKING:
    import subprocess

OnEvent = Callable[[TestResult], None]
START = 60.0  # seconds for a judge to get ready on a slow disk
SLACK = 10.0  # seconds beyond the learner's own, for the checks' side of the work


def begin(root: Path) -> None:
    """Start the judge of the course in ``root`` before there is a Grader: the next one for that course takes it.

    For a command that has other things to load first. Does nothing where judges serve one check each.
    """
    if _method(None) == "fork":
        _begun.append(_Judge(root / "checks", "serve"))


class Grader:
    """Grades the exercises of one course. Thread-safe; ``close`` leaves no process behind.

    ``method`` is how processes start: ``fork`` or ``spawn``; without one TUTOR_START_METHOD decides, then the platform.
    """

    def __init__(self, course: Course, *, method: Literal["fork", "spawn"] | None = None) -> None:
        chosen = (
            method or os.environ.get("TUTOR_START_METHOD") or ("fork" if hasattr(os, "fork") else "spawn")
        )
        self.course = course
        self.method = chosen
        self._judge: _Judge | None = None
        self._lock = threading.Lock()
        self._current: dict[str, _Run] = {}
        self._closed = False
        self._warm = False

    def warm(self) -> None:
        """Start the judge and have it load all checks, so that the first verdict is as quick as the later ones."""
        if self.method == "fork":
            with self._lock:
                judge, self._warm = self._ready_judge(), True
                judge.prepare()

    def check(
        self,
        exercise: Exercise,
        file: Path,
        *,
        timeout: float = 10.0,
        on_event: OnEvent | None = None,
        hidden: tuple[Path, ...] = (),
    ) -> Verdict | None:
        """Grade one file; blocks until the verdict is there.

        ``timeout`` is in seconds and bounds all that the learner's code does together. ``on_event`` gets each test's
        result as it comes, in this thread. The learner's code can read nothing below the ``hidden`` folders.
        A newer call for the same exercise ends this one, which then returns None, as it does when the grader is closed.
        """
        run = _Run()
        with self._lock:
            if self._closed:
                return None
            older = self._current.get(exercise.id)
            self._current[exercise.id] = run
        if older is not None:
            older.cancel()
        begun = time.perf_counter()
        try:
            for _ in range(2):
                verdict = self._ask(run, Request(exercise, file.absolute(), timeout, hidden), on_event)
                if run.cancelled:
                    return None
                if verdict is not None:
                    return verdict
                self._dismiss()
            return _lost(exercise, file, time.perf_counter() - begun)
        finally:
            with self._lock:
                if self._current.get(exercise.id) is run:
                    del self._current[exercise.id]

    def close(self) -> None:
        """End everything that is under way and every process."""
        with self._lock:
            self._closed = True
            runs, judge = list(self._current.values()), self._judge
            self._judge = None
        for run in runs:
            run.cancel()
        if judge is not None:
            judge.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, run: _Run, request: Request, on_event: OnEvent | None) -> Verdict | None:
        """One try. None when it was cancelled, or the judge has not answered."""
        from tutor.grading.messages import events, send_request

        ours, theirs = socket.socketpair()
        with ours:
            once: _Judge | None = None
            try:
                if not run.start(ours):
                    return None
                if self.method == "fork":
                    with self._lock:
                        if self._closed:
                            return None
                        judge = self._ready_judge()
                else:
                    judge = once = _Judge(request.exercise.folder.parent, "once")
                with theirs:
                    if not judge.ask(os.fsencode(request.exercise.folder), theirs):
                        return None
                ours.settimeout(START + request.timeout + SLACK)
                send_request(ours, request)
                for event in events(ours):
                    if run.cancelled:
                        return None
                    if isinstance(event, Verdict):
                        return event
                    if on_event is not None:
                        on_event(event)
            except OSError:
                return None
            finally:
                run.end()
                if once is not None:
                    once.close()
        return None

    def _dismiss(self) -> None:
        """End a judge that gave no answer; the next question starts another."""
        with self._lock:
            judge, self._judge = self._judge, None
        if judge is not None:
            judge.close()

    def _ready_judge(self) -> _Judge:
        """The judge, a new one if there is none or it has died. The lock is held."""
        if self._judge is None or not self._judge.alive:
            if self._judge is not None:
                self._judge.close()
            checks = self.course.root / "checks"
            early = next((judge for judge in _begun if judge.checks == checks), None)
            if early is not None:
                _begun.remove(early)
            self._judge = early if early is not None and early.alive else _Judge(checks, "serve")
            if self._warm:
                self._judge.prepare()
        return self._judge


class _Run:
    """One check under way, and how another thread stops it."""

    def __init__(self) -> None:
        self.cancelled = False
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()

    def start(self, connection: socket.socket) -> bool:
        with self._lock:
            self._connection = connection
            return not self.cancelled

    def end(self) -> None:
        with self._lock:
            self._connection = None

    def cancel(self) -> None:
        with self._lock:
            self.cancelled = True
            if self._connection is not None:
                with suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)


class _Judge:
    """The judge's process from outside."""

    def __init__(self, checks: Path, mode: str) -> None:
        import subprocess

        from tutor.process.launch import start

        self.checks = checks
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        with theirs:
            self._process: subprocess.Popen[bytes] = start(
                "tutor.grading.judge",
                [str(checks), str(theirs.fileno()), mode],
                keep=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                output=self._complaints,
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def prepare(self) -> None:
        """Have everything loaded and rehearsed while nothing is asked."""
        from tutor.grading.messages import EVERYTHING

        self.ask(EVERYTHING, None)

    def ask(self, message: bytes, connection: socket.socket | None) -> bool:
        """Send a request. False when the judge is gone."""
        from tutor.grading.messages import HEAD

        fds = [] if connection is None else [connection.fileno()]
        try:
            with self._lock:
                socket.send_fds(self._control, [HEAD.pack(len(message)) + message], fds)
        except OSError:
            return False
        return True

    def close(self) -> None:
        import subprocess

        self._control.close()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaints.close()


_begun: list[_Judge] = []


def _method(wanted: str | None) -> str:
    return wanted or os.environ.get("TUTOR_START_METHOD") or ("fork" if hasattr(os, "fork") else "spawn")


def _lost(exercise: Exercise, file: Path, seconds: float) -> Verdict:
    """No answer, twice."""
    digest = ""
    with suppress(OSError):
        if file.is_file():
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Verdict(
        exercise.id,
        "error",
        seconds,
        message="The process that grades ended without an answer, twice. Nothing is wrong with your file's name or "
        "place; `tutor doctor` looks at the installation.",
        digest=digest,
    )
