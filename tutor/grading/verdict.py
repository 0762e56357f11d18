"""What grading says: one frozen Verdict for one exercise file. Plain data; no NumPy, so that screens can import it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["passed", "failed", "error", "timeout", "not_started"]
Outcome = Literal["passed", "failed", "error", "not_started", "not_run"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of numbers to draw: ``rows`` of a 2-D slice, where it was cut from, and its full shape."""

    rows: tuple[tuple[float, ...], ...]
    shape: tuple[int, ...]
    index: tuple[int, ...] = ()  # the leading indices that were fixed to get a 2-D slice


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
class TestResult:
    """One check line: ``says`` is what must hold, in the learner's words; ``message`` what did not."""

    id: str
    says: str
    outcome: Outcome
    message: str = ""
    seconds: float = 0.0
    comparison: Comparison | None = None
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class NamedMistake:
    """The misunderstanding behind a failure, spoken only when the evidence is unique."""

    id: str
    name: str
    diagnosis: str
    see: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What the learner's code printed: the kept beginning, and how many characters more there were."""

    text: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer to one save. ``message`` is one sentence; ``digest`` identifies the file's content."""

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

    @property
    def first_failure(self) -> TestResult | None:
        """The first check line that does not hold."""
        return next((t for t in self.tests if t.outcome in ("failed", "error", "not_started")), None)

    def report(self) -> dict[str, Any]:
        """The published form: what ``tutor check --json`` prints for one exercise."""
        return {
            "exercise": self.exercise,
            "status": self.status,
            "seconds": round(self.seconds, 4),
            "tests": [
                {"id": t.id, "says": t.says, "outcome": t.outcome, "message": t.message} for t in self.tests
            ],
            "mistake": None
            if self.mistake is None
            else {
                "id": self.mistake.id,
                "name": self.mistake.name,
                "diagnosis": self.mistake.diagnosis,
                "see": self.mistake.see,
            },
            "message": self.message,
        }
