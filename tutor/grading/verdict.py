"""The result of grading one exercise file, as a frozen Verdict. Plain data without NumPy, so that screens can import
it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tutor.course.model import Tier

# not_graded: a process of the tutor failed twice, so nothing is known about the file.
Status = Literal["passed", "failed", "error", "timeout", "not_started", "not_graded"]
# skipped: the line needs something that this machine does not have. It does not count, and the message says what is
# missing.
Outcome = Literal["passed", "failed", "error", "not_started", "not_run", "skipped"]
FAILING: tuple[Outcome, ...] = ("failed", "error", "not_started")


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of numbers: ``rows`` of a 2-D slice, the position of the slice, and the array's full shape."""

    rows: tuple[tuple[float, ...], ...]
    shape: tuple[int, ...]
    index: tuple[int, ...] = ()  # the leading indices that select the 2-D slice


@dataclass(frozen=True, slots=True)
class Comparison:
    """Expected beside actual, cut around the first difference."""

    what: str  # "weights", "output"
    expected: Grid
    actual: Grid
    first_difference: tuple[int, ...] | None = None  # index into the full array
    largest: float | None = None  # largest absolute difference


@dataclass(frozen=True, slots=True)
class Where:
    """A line of the learner's file."""

    line: int
    text: str
    column: int | None = None  # 1-based, for a caret


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the learner's file, both numbers counted from 1; ``function`` is "" outside of functions."""

    line: int
    column: int = 1
    function: str = ""


@dataclass(frozen=True, slots=True)
class TestResult:
    """One line of a check. ``says`` is the requirement, in words that a learner knows; ``message`` says how the code
    failed it."""

    id: str
    says: str
    outcome: Outcome
    message: str = ""
    seconds: float = 0.0
    comparison: Comparison | None = None
    where: Where | None = None
    tier: Tier = "core"
    group: str = ""  # lines of one group are counted together: "softmax", "mask"
    often: tuple[str, ...] = ()  # the usual causes of this line's failure
    see: str = ""  # the section that explains this line
    elsewhere: bool = False  # about an imported file
    at: Position | None = None  # where to look if it fails


@dataclass(frozen=True, slots=True)
class NamedMistake:
    """The misconception behind a failure. It is named only if the evidence fits no other."""

    id: str
    name: str
    diagnosis: str
    see: str


@dataclass(frozen=True, slots=True)
class Printed:
    """The beginning of what the learner's code printed, and the number of characters cut off."""

    text: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The complete result of one check. ``message`` is one sentence; ``digest`` identifies the file's content."""

    exercise: str
    status: Status
    seconds: float
    tests: tuple[TestResult, ...] = ()
    mistake: NamedMistake | None = None
    message: str = ""
    candidates: tuple[NamedMistake, ...] = ()  # when the evidence fits several
    see: str | None = None  # lesson-id#section-id to reread, mistake or not
    where: Where | None = None
    printed: Printed = Printed()
    digest: str = ""
    also: tuple[NamedMistake, ...] = ()  # further mistakes found besides the leading one
    copied: bool = False  # passed with the code of a solution that the learner had opened; set by the session
    at: Position | None = None  # where to look first

    @property
    def not_graded(self) -> bool:
        """Whether the grader itself failed. Such a verdict says nothing about the file and is not recorded."""
        return self.status == "not_graded"

    @property
    def first_failure(self) -> TestResult | None:
        """The first failed core line or, if the core passes, the first failed robust line."""
        failing = [t for t in self.tests if t.outcome in FAILING]
        return next((t for t in failing if t.tier == "core"), failing[0] if failing else None)

    @property
    def skipped(self) -> TestResult | None:
        """The first line that was skipped, whose message says why."""
        return next((t for t in self.tests if t.outcome == "skipped"), None)

    @property
    def unloaded(self) -> bool:
        """Whether the file could not be loaded, so that no line was run."""
        return self.status == "error" and all(test.outcome == "not_run" for test in self.tests)

    @property
    def begun(self) -> bool:
        """Whether everything written so far passes and the remaining functions are still stubs."""
        outcomes = {t.outcome for t in self.tests if t.tier == "core"}
        return self.status == "failed" and "not_started" in outcomes and not outcomes & {"failed", "error"}

    def held(self, tier: Tier) -> tuple[int, int]:
        """How many lines of a tier pass, and how many there are; skipped ones are not counted."""
        lines = [t for t in self.tests if t.tier == tier and t.outcome != "skipped"]
        return sum(t.outcome == "passed" for t in lines), len(lines)

    @property
    def groups_held(self) -> tuple[str, ...]:
        """The groups whose lines all pass, plus "core" if all core lines do."""
        found = dict.fromkeys(t.group for t in self.tests if t.group)
        held = [g for g in found if all(t.outcome == "passed" for t in self.tests if t.group == g)]
        return (*held, *(["core"] if self.status == "passed" else []))

    @property
    def leading_group(self) -> str:
        """The group of the leading line; "" if all lines pass."""
        return self.first_failure.group if self.first_failure else ""

    def report(self, file: str) -> dict[str, Any]:
        """The public form, printed by ``tutor check --json`` for one exercise, graded from ``file``."""
        held, of = self.held("robust")
        return {
            "exercise": self.exercise,
            "status": self.status,
            "seconds": round(self.seconds, 4),
            "tests": [
                {"id": t.id, "says": t.says, "outcome": t.outcome, "message": t.message, "tier": t.tier}
                | _place(file, t.at)
                for t in self.tests
            ],
            "robust": {"held": held, "of": of},
            "mistake": None if self.mistake is None else _published(self.mistake),
            "candidates": [_published(mistake) for mistake in self.candidates],
            "also": [_published(mistake) for mistake in self.also],
            "message": self.message,
            "copied": self.copied,
        } | _place(file, self.at)


def _place(file: str, at: Position | None) -> dict[str, Any]:
    if at is None:
        return {"file": file, "line": None, "column": None, "function": None}
    return {"file": file, "line": at.line, "column": at.column, "function": at.function or None}


def _published(mistake: NamedMistake) -> dict[str, str]:
    return {"id": mistake.id, "name": mistake.name, "diagnosis": mistake.diagnosis, "see": mistake.see}
