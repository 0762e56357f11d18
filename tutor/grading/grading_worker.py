"""Replaces pytest's own loop: waits for requests and runs an exercise's tests for each."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import queue
import random
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from tutor.grading import diagnose
from tutor.grading.attempt import Attempt, Check, NotReachedError
from tutor.grading.check_cache import CheckCache, Checks
from tutor.grading.fixture import Running, check_of, submission_of_worker
from tutor.grading.learner_module import LearnerModule
from tutor.grading.messages import End, Lost, Order, pack_event, read_order
from tutor.grading.positions import located
from tutor.grading.prefetch import CallRecorder, RecordedCall
from tutor.grading.request import Request
from tutor.grading.verdict import TestResult, Verdict
from tutor.process import ProcessLost, Sandbox, codec


class GradingWorker:
    """A pytest plugin that grades one request at a time."""

    def __init__(self, sandbox: Sandbox, cache: CheckCache, control: int) -> None:
        Running.in_worker = True
        self._sandbox = sandbox
        self._cache = cache
        self._receive, self._send = codec.connect(control)
        self._orders: queue.SimpleQueue[tuple[bytes, Order]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current: tuple[bytes, Attempt] | None = None
        self._cancelled: set[bytes] = set()
        self._error: BaseException | None = None
        self._idle: Iterator[None] | None = None
        self._baseline = Baseline()

    # ── pytest hooks ──────────────────────────────────────────────────────────────────────────────────────

    @pytest.fixture
    def submission(self) -> LearnerModule | CallRecorder:
        """The learner's functions, running in an isolated process."""
        return submission_of_worker()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> pytest.TestReport:
        """Keep the exception itself; pytest's own report is not used."""
        if call.excinfo is not None and self._error is None:
            self._error = call.excinfo.value
        outcome = "failed" if call.excinfo else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    def pytest_report_teststatus(self) -> tuple[str, str, str]:
        """Suppress terminal output, which is not used either."""
        return "", "", ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve requests until the grader disconnects."""
        gc.freeze()
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            try:
                token, order = self._orders.get(block=self._idle is None)
            except queue.Empty:
                self._step()
                continue
            if order.kind == "prepare":
                self._idle = itertools.chain(
                    self._idle or (), self._cache.prepare(session), self._import_ahead()
                )
            elif order.request is not None:
                self._check(session, token, order.request)

    # ── the loop ─────────────────────────────────────────────────────────────────────────────────────────

    def _listen(self) -> None:
        """Read orders as they arrive; end the process when the grader disconnects."""
        try:
            while True:
                token, payload = self._receive()
                order = read_order(payload)
                if order.kind == "cancel":
                    self._cancel(token)
                else:
                    self._orders.put((token, order))
        except (codec.GoneError, OSError):
            pass
        except BaseException:
            traceback.print_exc()
        finally:
            self._sandbox.close()
            os._exit(0)  # skip pytest's shutdown

    def _cancel(self, token: bytes) -> None:
        with self._lock:
            self._cancelled.add(token)  # also cancels a check that is still queued
            current = self._current
        if current is not None and current[0] == token:
            current[1].cancel()

    def _step(self) -> None:
        """Do one step of idle work. Errors here must not prevent grading."""
        assert self._idle is not None
        try:
            if next(self._idle, self) is self:
                self._idle = None
        except Exception:
            traceback.print_exc()
            self._idle = None

    def _import_ahead(self) -> Iterator[None]:
        """Import what only the diagnosis of a crash needs, here and in the processes to come."""
        self._sandbox.preload("tutor.shapes.trace_child")
        importlib.import_module("tutor.shapes.tracer")
        yield

    # ── one check ────────────────────────────────────────────────────────────────────────────────────────

    def _check(self, session: pytest.Session, token: bytes, request: Request) -> None:
        folder = str(request.exercise.folder)
        self._baseline.restore()
        checks = self._cache.take(session, folder)
        attempt = Attempt(self._sandbox, request, [check_of(item) for item in checks.items])
        with self._lock:
            self._current = token, attempt
            cancelled = token in self._cancelled
        end: Verdict | End = "cancelled"
        try:
            if not cancelled:
                killed = self._sandbox.killed
                end = self._grade(token, attempt, checks, self._cache.calls(folder))
                if self._sandbox.killed > killed and end.status != "passed":
                    # The crash may not be the code's fault, so try once more. If it is, the crash will happen again.
                    attempt = self._afresh(attempt, token)
                    end = self._grade(token, attempt, checks, ())
        except ProcessLost as error:
            print(error.sentence, file=sys.stderr)
            end = Lost(error.sentence)
        finally:
            Running.attempt = None
            with self._lock:
                self._current = None
                if token in self._cancelled:
                    end = "cancelled"
                    self._cancelled.discard(token)
        self._send(token, pack_event(end))
        attempt.close()
        with suppress(Exception):  # the last test may not have run, and pytest tears down only after that
            session._setupstate.teardown_exact(None)
        self._idle = itertools.chain(self._cache.renew(session, folder), self._idle or ())

    def _afresh(self, attempt: Attempt, token: bytes) -> Attempt:
        """A second attempt at the same file, unless the check was cancelled."""
        attempt.close()
        other = Attempt(attempt.sandbox, attempt.request, attempt.checks)
        with self._lock:
            self._current = token, other
            if token in self._cancelled:
                other.cancel()
        return other

    def _grade(
        self, token: bytes, attempt: Attempt, checks: Checks, calls: Sequence[RecordedCall]
    ) -> Verdict:
        Running.attempt = attempt
        attempt.rerun = lambda other, test_id: self._rerun(checks.items, other, test_id)
        verdict = attempt.refuse(checks.fault) if checks.fault else attempt.begin(calls)
        if verdict is not None:
            return _located(verdict, attempt)
        for item, following, check in zip(
            checks.items, [*checks.items[1:], None], attempt.checks, strict=True
        ):
            self._send(token, pack_event(self._run(attempt, item, following, check)))
        return _located(diagnose.diagnose(attempt), attempt)

    def _run(
        self, attempt: Attempt, item: pytest.Item, following: pytest.Item | None, check: Check
    ) -> TestResult:
        self._error = None
        begun = time.perf_counter()
        try:
            attempt.current()
        except NotReachedError as error:
            return attempt.record(check, error, 0.0)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if isinstance(self._error, ProcessLost):
            raise self._error
        return attempt.record(check, self._error, time.perf_counter() - begun)

    def _rerun(self, items: list[pytest.Item], other: Attempt, test_id: str) -> TestResult:
        """Run one test again, against another source."""
        number, check = next((i, c) for i, c in enumerate(other.checks) if c.id == test_id)
        mine, Running.attempt = Running.attempt, other
        try:
            return self._run(other, items[number], None, check)
        finally:
            Running.attempt = mine


class Baseline:
    """Global state of the process that a check may change, saved before the first check."""

    def __init__(self) -> None:
        self._random, self._numpy = random.getstate(), np.random.get_state()
        self._errors, self._print = np.geterr(), np.get_printoptions()
        self._environment, self._folder = dict(os.environ), os.getcwd()  # noqa: PTH109
        self._path, self._filters = list(sys.path), list(warnings.filters)
        self._depth = sys.getrecursionlimit()

    def restore(self) -> None:
        random.setstate(self._random)
        np.random.set_state(self._numpy)
        np.seterr(**self._errors)
        np.set_printoptions(**self._print)
        if os.environ != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        os.chdir(self._folder)
        sys.path[:] = self._path
        warnings.filters[:] = self._filters  # type: ignore[index]
        sys.setrecursionlimit(self._depth)


def _located(verdict: Verdict, attempt: Attempt) -> Verdict:
    source = attempt.source.text if attempt.source is not None else ""
    return located(verdict, source, attempt.called, attempt.request.exercise.functions)
