"""Turns an exercise file into a Verdict. Starts grading workers, sends them requests, and trusts nothing else."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tutor.course.model import Course, Exercise
from tutor.grading.messages import Lost
from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict
from tutor.grading.worker_handle import WorkerHandle
from tutor.process.spare import METHOD, Method

OnEvent = Callable[[TestResult], None]
DEAD_ALREADY = 0.05  # a worker lost within these seconds had died before the request
GRACE = 2.0  # seconds for a worker to abandon a check

_begun: list[WorkerHandle] = []


def begin(root: Path) -> None:
    """Start a worker for the course in ``root`` before its Grader exists; the next Grader for that course takes it.

    Meant for a command that has other things to load first.
    """
    with suppress(OSError):  # the check reports it
        _begun.append(WorkerHandle(root / "checks"))


class Grader:
    """Grades the exercises of one course. Thread-safe; ``close`` ends all its processes.

    There is one worker. While it is busy, further checks start more workers, up to one per processor.
    """

    def __init__(self, course: Course, *, method: Method = METHOD) -> None:
        self.course = course
        self._method = method  # start method of the processes for learners' code
        self._most = max(2, os.cpu_count() or 1)
        self._news = threading.Condition()
        self._idle: list[WorkerHandle] = []
        self._busy: dict[_Run, WorkerHandle] = {}
        self._current: dict[str, _Run] = {}
        self._closed = False
        self._warm = False

    def warm(self) -> None:
        """Start a worker and load all checks, so that the first verdict is as fast as later ones."""
        with self._news:
            self._warm = True
            for worker in (*self._idle, *self._busy.values()):
                worker.prepare()
            if not self._idle and not self._busy and not self._closed:
                self._idle.append(self._new_worker())

    def check(
        self,
        exercise: Exercise,
        file: Path,
        *,
        timeout: float = 10.0,
        on_event: OnEvent | None = None,
        hidden: tuple[Path, ...] = (),
    ) -> Verdict | None:
        """Grade one file; blocks until the verdict is known.

        ``timeout``, in seconds, bounds the total time of the learner's code. ``on_event`` is called in this thread
        with each test's result as it arrives. The learner's code cannot read anything below the ``hidden`` folders. A
        newer call for the same exercise cancels this one, which then returns None, as it does when the grader is
        closed.
        """
        run = _Run()
        with self._news:
            if self._closed:
                return None
            older = self._current.get(exercise.id)
            self._current[exercise.id] = run
        if older is not None:
            self._cancel(older)
        begun = time.perf_counter()
        try:
            request = Request(exercise, file.absolute(), timeout, hidden)
            answer = self._ask(run, request, on_event)
            if run.worker_was_dead:  # it died while idle and never began
                answer = self._ask(run, request, on_event)
            # the loss of a worker says nothing about the file, so retry in a fresh one
            if isinstance(answer, Lost):
                answer = self._ask(run, request, on_event)
            if isinstance(answer, Lost):
                return _not_graded(exercise, file, time.perf_counter() - begun, answer.reason)
            return answer
        finally:
            with self._news:
                if self._current.get(exercise.id) is run:
                    del self._current[exercise.id]

    def close(self) -> None:
        """Cancel all running checks and end every process."""
        with self._news:
            self._closed = True
            for run in self._current.values():
                run.cancelled = True
            idle, busy = list(self._idle), list(self._busy.values())
            self._idle.clear()
            self._news.notify_all()
        for worker in idle:
            worker.close()
        for worker in busy:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, run: _Run, request: Request, on_event: OnEvent | None) -> Verdict | Lost | None:
        """Try once. Returns None if the run was cancelled."""
        try:
            worker = self._take(run)
        except OSError as error:
            return Lost(f"The grading process could not be started ({error.strerror}).")
        if worker is None:
            return None
        answer: Verdict | Lost | None = None
        usable, asked = False, time.monotonic()
        try:
            for event in worker.check(run.token, request):
                if isinstance(event, TestResult):
                    if on_event is not None and not run.cancelled and run.is_new(event):
                        on_event(event)
                else:
                    answer = None if event == "cancelled" else event
                    usable = not isinstance(event, Lost)
        except OSError:
            run.worker_was_dead = time.monotonic() - asked < DEAD_ALREADY
            answer = Lost(worker.why_lost())
        finally:
            self._give_back(run, worker, usable)
        return None if run.cancelled else answer

    def _take(self, run: _Run) -> WorkerHandle | None:
        """Reserve a worker for this run; None if the run is cancelled first."""
        with self._news:
            while not (run.cancelled or self._closed):
                worker = next((w for w in self._idle if w.alive), None)
                if worker is not None:
                    self._idle.remove(worker)
                elif len(self._busy) < self._most and not any(other.cancelled for other in self._busy):
                    worker = self._new_worker()
                if worker is not None:
                    self._busy[run] = worker
                    return worker
                self._news.wait()
        return None

    def _give_back(self, run: _Run, worker: WorkerHandle, usable: bool) -> None:
        with self._news:
            del self._busy[run]
            usable = usable and not self._closed
            if usable:
                self._idle.append(worker)
            self._news.notify_all()
        if not usable:
            worker.close()

    def _cancel(self, run: _Run) -> None:
        with self._news:
            run.cancelled = True
            worker = self._busy.get(run)
            self._news.notify_all()
        if worker is None:
            return
        worker.cancel(run.token)
        with self._news:
            gone = self._news.wait_for(lambda: run not in self._busy, GRACE)
        if not gone:
            worker.end()

    def _new_worker(self) -> WorkerHandle:
        """The caller holds the lock."""
        for dead in [w for w in self._idle if not w.alive]:
            self._idle.remove(dead)
            dead.close()
        checks = self.course.root / "checks"
        early = next((w for w in _begun if w.checks == checks and self._method == METHOD), None)
        if early is not None:
            _begun.remove(early)
            if not early.alive:
                early.close()
        worker = early if early is not None and early.alive else WorkerHandle(checks, self._method)
        if self._warm:
            worker.prepare()
        return worker


class _Run:
    def __init__(self) -> None:
        self.cancelled = False
        self.worker_was_dead = False
        self.token = os.urandom(16)
        self._told: set[str] = set()

    def is_new(self, result: TestResult) -> bool:
        """Whether this line has not been reported yet. A repeated check reports its lines again."""
        new = result.id not in self._told
        self._told.add(result.id)
        return new


def _not_graded(exercise: Exercise, file: Path, seconds: float, reason: str) -> Verdict:
    """The verdict after two failed tries."""
    digest = ""
    with suppress(OSError):
        if file.is_file():
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Verdict(
        exercise.id,
        "not_graded",
        seconds,
        message=f"{reason} That happened twice, so your file was not graded. Check it again; if that "
        "fails too, see whether memory or disk space is short and what `tutor doctor` reports.",
        digest=digest,
    )
