"""Grades one file with one exercise's checks: starts the isolated process, records each test, builds the verdict.

Both the worker and a plain pytest run use this. The pass or fail decision is made here, never in the learner's
process.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutor.course.exercise import needed
from tutor.course.model import Tier
from tutor.grading import learner_sentences
from tutor.grading.assertion_errors import LearnerError, MissingFunctionError, StoppedError
from tutor.grading.expect import CheckFailure
from tutor.grading.learner_module import Call as MadeCall
from tutor.grading.learner_module import LearnerModule
from tutor.grading.prefetch import RecordedCall
from tutor.grading.request import Request
from tutor.grading.source import Source, UnreadableError, read_source, same_as_stub
from tutor.grading.verdict import FAILING, Outcome, Printed, Status, TestResult, Verdict, Where
from tutor.process import Limits, ProcessLost, Sandbox, SandboxError

if TYPE_CHECKING:
    from tutor.process import SandboxProcess

CPU_GRACE = 5  # seconds of CPU time beyond the wall-clock limit, for threads that nobody waits for


@dataclass(frozen=True, slots=True)
class Check:
    """One test of the exercise, as shown to the learner."""

    id: str
    says: str
    tier: Tier = "core"
    group: str = ""
    often: tuple[str, ...] = ()
    see: str = ""
    elsewhere: bool = False

    def line(self, outcome: Outcome, seconds: float = 0.0) -> TestResult:
        """The line of this test with its outcome, before a failure has been explained."""
        return TestResult(
            self.id,
            self.says,
            outcome,
            seconds=seconds,
            tier=self.tier,
            group=self.group,
            often=self.often,
            see=self.see,
            elsewhere=self.elsewhere,
        )


class NotReachedError(Exception):
    """This test could not run: the process is gone, or the file could not be loaded."""


class Attempt:
    """The state of one check: call ``begin``, ``record`` for every test, ``verdict``, then ``close``."""

    def __init__(self, sandbox: Sandbox, request: Request, checks: Sequence[Check]) -> None:
        self.sandbox = sandbox
        self.request = request
        self.checks = tuple(checks)
        self.results: dict[str, TestResult] = {}
        self.source: Source | None = None
        self.submission: LearnerModule | None = None
        self.raised: dict[str, tuple[MadeCall, LearnerError]] = {}  # by test id, for tests whose call raised
        self.layers: dict[str, str] = {}  # id of a failing test → the kind of requirement that failed
        self.called: dict[str, str] = {}  # by test id, the function that the test called last
        self.measured: list[str] = []  # ids of the tests that measure more than results, in order
        # Reruns one test against another attempt. Set by whoever runs the tests.
        self.rerun: Callable[[Attempt, str], TestResult] = _no_rerun
        self._isolated: SandboxProcess | None = None
        self._begun = time.perf_counter()
        self._over: StoppedError | None = None
        self._cancelled = False

    @property
    def limits(self) -> Limits:
        """The limits of the learner's process: it cannot read the checks, but it can import the neighbouring
        exercises."""
        return Limits(
            wall=self.request.timeout,
            cpu=int(self.request.timeout) + self.request.exercise.model_seconds + CPU_GRACE,
            hidden=(self.request.exercise.folder.parent, *self.request.hidden),
            importable=(self.request.file.parent,),
            modules=self.request.exercise.requires,
        )

    def begin(self, calls: Sequence[RecordedCall] = ()) -> Verdict | None:
        """Read and load the file. Returns a verdict if that already decides.

        ``calls`` are the recorded calls of the tests, to make in advance. Raises ProcessLost if no process could be
        started.
        """
        exercise = self.request.exercise
        try:
            self.source = read_source(self.request.file)
        except UnreadableError as error:
            return self._early("error", error.sentence, where=error.where, digest=error.digest)
        if missing := needed(exercise):
            return self._early("not_started", missing, outcome="not_started")
        if same_as_stub(self.source.text, exercise.stub):
            return self._early("not_started", self._where_to_begin(), outcome="not_started")
        if not self.checks:
            return self._early("error", f"{exercise.id} has no checks, so nothing could be graded.")
        try:
            self._isolated = self.sandbox.open(self.limits)
            if self._cancelled:
                self._isolated.close()
            self.submission = LearnerModule(
                self._isolated, self.source, model_seconds=self.request.exercise.model_seconds
            )
            self.submission.load()
            if calls:
                self.submission.prefetch(calls, self._reopen)
        except LearnerError as error:
            status: Status = (
                "not_started" if error.is_a(NotImplementedError) and not error.function else "error"
            )
            return self._early(status, error.sentence, where=error.where)
        except StoppedError as error:
            return self._early("timeout" if error.timed_out else "error", error.sentence, where=error.where)
        except ProcessLost:
            raise
        except SandboxError as error:
            return self._early("error", error.sentence)
        return None

    def _where_to_begin(self) -> str:
        names = self.request.exercise.functions
        if not names or self.source is None:
            return f"Nothing is written yet in {self.request.file.name}."
        head = re.compile(rf"(def|class)\s+{re.escape(names[0])}\b")
        lines = enumerate(self.source.text.split("\n"), start=1)
        number = next((number for number, line in lines if head.match(line)), None)
        return f"Nothing is written yet. Start with {names[0]}{f', line {number}' if number else ''}."

    def refuse(self, sentence: str) -> Verdict:
        """The verdict for checks that cannot be used."""
        return self._early("error", sentence)

    def current(self) -> LearnerModule:
        """The submission for the next test.

        Raises:
            NotReachedError: its process is gone.
        """
        if self.submission is None or self._over is not None or self._cancelled:
            raise NotReachedError
        return self.submission

    def record(self, check: Check, error: BaseException | None, seconds: float) -> TestResult:
        """The line of one finished test. ``error`` is what the test raised."""
        result = self._line(check, error, seconds)
        result = replace(result, message=self._with_short_path(result.message))
        self.results[check.id] = result
        if self.submission is not None:
            self.called[check.id] = self.submission.asked_for
        if self.submission is not None and check.tier == "core" and result.outcome in FAILING:
            self.submission.failing = True
        if self.submission is not None and self.submission.take_measured():
            self.measured.append(check.id)
        return result

    def verdict(self) -> Verdict:
        """The verdict over all tests. Only this exercise's own tests count, and each of its core tests must pass."""
        tests = tuple(self.results.get(check.id) or check.line("not_run") for check in self.checks)
        core = [test for test in tests if test.tier == "core"] or list(tests)
        outcomes = [test.outcome for test in core if test.outcome != "skipped"]
        status: Status = "failed"
        message = ""
        where = None
        failing = [test for test in core if test.outcome in ("failed", "error")]
        if self._over is not None:
            status = "timeout" if self._over.timed_out else "error"
            message, where = self._over.sentence, self._over.where
        elif outcomes and all(outcome == "passed" for outcome in outcomes):
            status = "passed"
            message = _passed(len(outcomes), [test for test in tests if test.tier == "robust"])
        elif "not_started" in outcomes and not failing and "passed" not in outcomes:
            status = "not_started"
            message = next(test.message for test in core if test.outcome == "not_started")
        else:
            first = next((test for test in core if test.outcome in FAILING), None)
            if first is None:
                reason = next((t.message for t in core if t.outcome != "passed"), "")
                status, message = "error", f"Not every check could be run. {reason}".strip()
            else:
                message, where = first.message, first.where
        return self._compose(status, message, tests, where=where)

    @contextlib.contextmanager
    def instead(self, text: str) -> Iterator[Attempt]:
        """An attempt with other source text, under the same checks but in its own process."""
        other = Attempt(self.sandbox, self.request, self.checks)
        try:
            with self.sandbox.open(self.limits) as isolated:
                other.source = Source(self.request.file, text, "")
                other.submission = LearnerModule(isolated, other.source)
                other.submission.load()
                yield other
        finally:
            other.submission = None

    def close(self) -> None:
        if self._isolated is not None:
            self._isolated.close()

    def cancel(self) -> None:
        """Stop the current call, from another thread. The remaining tests do not run."""
        self._cancelled = True
        self.sandbox.end_open()

    def _reopen(self) -> SandboxProcess:
        """Replace the process by a fresh one."""
        if self._isolated is not None:
            self._isolated.close()
        try:
            self._isolated = self.sandbox.open(self.limits)
        except ProcessLost:
            raise
        except SandboxError as error:
            raise StoppedError(error.sentence) from None
        return self._isolated

    def _line(self, check: Check, error: BaseException | None, seconds: float) -> TestResult:
        line = check.line("passed", seconds)
        if error is None:
            return line
        if isinstance(error, NotReachedError):
            return replace(line, outcome="not_run")
        if isinstance(error, CheckFailure):
            self.layers[check.id] = error.layer
            return replace(line, outcome="failed", message=error.sentence, comparison=error.comparison)
        if isinstance(error, LearnerError):
            if error.is_a(NotImplementedError):
                return replace(line, outcome="not_started", message=error.sentence, where=error.where)
            if self.submission is not None and self.submission.failed_call is not None:
                self.raised[check.id] = self.submission.failed_call, error
            return replace(line, outcome="error", message=error.sentence, where=error.where)
        if isinstance(error, ProcessLost):
            return replace(line, outcome="error", message=error.sentence)
        if isinstance(error, MissingFunctionError):
            return replace(line, outcome="error", message=str(error))
        if isinstance(error, StoppedError):
            self._over = error
            return replace(line, outcome="error", message=error.sentence, where=error.where)
        if isinstance(error, AssertionError):
            said = str(error).strip().partition("\n")[0]
            return replace(line, outcome="failed", message=said or f"This does not hold: {check.says}.")
        answer = self.submission.last_answer if self.submission is not None else None
        if answer is not None and not answer[2]:
            return replace(line, outcome="failed", message=learner_sentences.unusable(answer[0], answer[1]))
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        if type(error).__name__ == "Skipped":
            return replace(line, outcome="skipped", message=str(error))
        after = f" after {answer[0]} returned {answer[1]}" if answer is not None else ""
        return replace(line, outcome="error", message=f"The check itself stumbled{after}: {told}")

    def _early(
        self,
        status: Status,
        message: str,
        *,
        outcome: Outcome = "not_run",
        where: Where | None = None,
        digest: str = "",
    ) -> Verdict:
        tests = tuple(check.line(outcome) for check in self.checks)
        return self._compose(status, message, tests, where=where, digest=digest)

    def _with_short_path(self, text: str) -> str:
        """Shorten the full path, which warnings print, to ``exercises/ex1_….py`` as in the rest of a verdict."""
        folder = self.request.file.parent
        name = f"{folder.name}/" if folder.name == "exercises" else ""
        for path in dict.fromkeys((str(folder), os.path.realpath(folder))):
            text = text.replace(f"{path}{os.sep}", name)
        return text

    def _compose(
        self,
        status: Status,
        message: str,
        tests: tuple[TestResult, ...],
        *,
        where: Where | None = None,
        digest: str = "",
    ) -> Verdict:
        printed = Printed()
        if self._isolated is not None:
            printed = Printed(self._with_short_path(self._isolated.output), self._isolated.dropped)
        return Verdict(
            exercise=self.request.exercise.id,
            status=status,
            seconds=time.perf_counter() - self._begun,
            tests=tests,
            message=self._with_short_path(message),
            where=where,
            printed=printed,
            digest=self.source.digest if self.source else digest,
        )


def _passed(core: int, robust: Sequence[TestResult]) -> str:
    if not robust:
        return f"All {core} lines pass." if core > 1 else "The line passes."
    held = sum(test.outcome == "passed" for test in robust)
    if held == len(robust):
        return f"All {core + held} lines pass, including the {held} robust ones."
    return f"All {core} core lines pass, and {held} of {len(robust)} robust ones."


def _no_rerun(other: Attempt, test_id: str) -> TestResult:
    raise NotReachedError
