"""Engines without processes: a grader that looks for a word in the file, a tracer that trusts the sizes."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tutor.course.model import Exercise
from tutor.disk import read_regular
from tutor.engines import Engines, EnginesClosed
from tutor.grading.verdict import NamedMistake, Printed, TestResult, Verdict, Where
from tutor.shapes.trace import Failure, LineTrace, Operation, Trace, Value

MISTAKE = NamedMistake(
    "thrice", "three times", "It looks as if 3 stands where 2 is meant.", "step-1-attention#questions"
)
LINES = ("twice(3) is 6", "twice(0) is 0", "words are left alone")


class FakeGrader:
    """``wrong`` in the file fails it, ``crash`` stops it, ``slow`` waits for ``go_on``; everything else passes."""

    def __init__(self) -> None:
        self.checks: list[tuple[str, str]] = []
        self.go_on = threading.Event()
        self.says: Callable[[str], str] = lambda text: "It gives 9 instead of 6."
        self.printed = Printed()
        self.closed = False
        self._newest: dict[str, int] = {}

    def warm(self) -> None:
        """Nothing to start."""

    def check(
        self, exercise: Exercise, file: Path, *, timeout: float = 10.0, on_event: Any = None
    ) -> Verdict | None:
        """A verdict on the content of the file."""
        try:
            text = read_regular(file).decode(errors="replace")
        except OSError as error:
            return Verdict(exercise.id, "error", 0.0, message=f"{file.name} cannot be read ({error}).")
        self.checks.append((exercise.id, text))
        number = self._newest[exercise.id] = self._newest.get(exercise.id, 0) + 1
        if "slow" in text:
            self.go_on.wait(20)
        if self._newest[exercise.id] != number or self.closed:
            return None
        return self.verdict(exercise, text)

    def verdict(self, exercise: Exercise, text: str) -> Verdict:
        """The verdict on this text."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        if text == exercise.stub:
            tests = tuple(TestResult(f"t{n}", says, "not_started") for n, says in enumerate(LINES))
            return Verdict(
                exercise.id, "not_started", 0.062, tests, message="Not written yet.", digest=digest
            )
        if "crash" in text:
            where = Where(6, "    return crash", 12)
            sentence = "NameError: name 'crash' is not defined"
            return Verdict(exercise.id, "error", 0.062, message=sentence, where=where, digest=digest)
        if "wrong" in text:
            tests = (
                TestResult("t0", LINES[1], "passed"),
                TestResult("t1", LINES[0], "failed", self.says(text)),
                TestResult("t2", LINES[2], "failed", "It does not."),
            )
            return Verdict(
                exercise.id, "failed", 0.062, tests, mistake=MISTAKE, printed=self.printed, digest=digest
            )
        tests = tuple(TestResult(f"t{n}", says, "passed") for n, says in enumerate(LINES))
        return Verdict(exercise.id, "passed", 0.062, tests, printed=self.printed, digest=digest)

    def close(self) -> None:
        """Release waiting checks."""
        self.closed = True
        self.go_on.set()


class FakeTracer:
    """Every run returns q as (T, d_k), or stops with ``failing``; ``hold`` makes the runs wait."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, dict[str, float], tuple[str, ...]]] = []
        self.hold: threading.Event | None = None
        self.failing: Failure | None = None

    def trace(
        self, source: str, sizes: Mapping[str, float] | None = None, *, before: Sequence[str] = (), **_: Any
    ) -> Trace:
        """The shapes for these sizes."""
        wanted = dict(sizes or {})
        self.runs.append((source, wanted, tuple(before)))
        if self.hold is not None:
            self.hold.wait(20)
        if self.failing is not None:
            return Trace(failure=self.failing)
        if "q = " not in source:
            return Trace(printed="printed by the block\n")
        q = Value((int(wanted["T"]), int(wanted["d_k"])), "float64", names=("T", "d_k"))
        scores = Value((q.shape[0], q.shape[0]), "float64")  # type: ignore[index]
        text = f"{q.shape} @ {q.shape[::-1]} → {scores.shape}"  # type: ignore[index]
        product = Operation("@", (q, q), scores, text)
        return Trace(
            lines=(
                LineTrace(2, None, 0, (("q", q),), ()),
                LineTrace(3, None, 0, (("scores", scores),), (product,)),
            ),
            names=(("q", q), ("scores", scores)),
        )

    def trace_file(self, path: Path, function: str, *_: Any, **__: Any) -> Trace:
        """A trace with one line of the learner's file."""
        return Trace(lines=(LineTrace(6, function, 1, (), ()),))


class FakeEngines(Engines):
    """Both engines, available at once."""

    def __init__(self) -> None:
        self.fake_grader, self.fake_tracer = FakeGrader(), FakeTracer()
        self.over = False

    @property
    def grader(self) -> Any:
        if self.over:
            raise EnginesClosed
        return self.fake_grader

    @property
    def tracer(self) -> Any:
        if self.over:
            raise EnginesClosed
        return self.fake_tracer

    def close(self) -> None:
        self.over = True
        self.fake_grader.close()
        if self.fake_tracer.hold is not None:
            self.fake_tracer.hold.set()
