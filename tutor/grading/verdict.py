"""What grading says: one frozen Verdict for one exercise file. Plain data; no NumPy, so that screens can import it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from tutor.course.model import Tier

# not_graded: a process of the tutor failed twice, so nothing is known about the file.
Status = Literal["passed", "failed", "error", "timeout", "not_started", "not_graded"]
Outcome = Literal["passed", "failed", "error", "not_started", "not_run"]
FAILING: tuple[Outcome, ...] = ("failed", "error", "not_started")


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
    tier: Tier = "core"
    group: str = ""  # lines of one group are counted together: "softmax", "mask"
    often: tuple[str, ...] = ()  # the usual reasons why this line fails
    see: str = ""  # the section that explains this line


@dataclass(frozen=True, slots=True)
class NamedMistake:
    """The misunderstanding behind a failure, named only when the evidence is unique."""

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
    also: tuple[NamedMistake, ...] = ()  # further mistakes that were recognised beside the leading one
    copied: bool = False  # passed with the code of a solution that had been opened; the session knows

    @property
    def not_graded(self) -> bool:
        """Whether this says nothing about the file: what was to grade it failed. Counted apart, recorded nowhere."""
        return self.status == "not_graded"

    @property
    def first_failure(self) -> TestResult | None:
        """The first core line that does not hold; when the core holds, the first robust one."""
        failing = [t for t in self.tests if t.outcome in FAILING]
        return next((t for t in failing if t.tier == "core"), failing[0] if failing else None)

    @property
    def unloaded(self) -> bool:
        """Whether the file could not be loaded, so that no line was run."""
        return self.status == "error" and all(test.outcome == "not_run" for test in self.tests)

    @property
    def begun(self) -> bool:
        """Whether all that is written holds, and only functions that are not written yet are left."""
        outcomes = {t.outcome for t in self.tests if t.tier == "core"}
        return self.status == "failed" and "not_started" in outcomes and not outcomes & {"failed", "error"}

    def held(self, tier: Tier) -> tuple[int, int]:
        """How many lines of a tier hold, and how many it has."""
        lines = [t for t in self.tests if t.tier == tier]
        return sum(t.outcome == "passed" for t in lines), len(lines)

    @property
    def groups_held(self) -> tuple[str, ...]:
        """The groups of lines that hold in whole, and "core" when all core lines do."""
        found = dict.fromkeys(t.group for t in self.tests if t.group)
        held = [g for g in found if all(t.outcome == "passed" for t in self.tests if t.group == g)]
        return (*held, *(["core"] if self.status == "passed" else []))

    @property
    def leading_group(self) -> str:
        """The group of the line that leads, "" when all hold."""
        return self.first_failure.group if self.first_failure else ""

    def report(self) -> dict[str, Any]:
        """The published form: what ``tutor check --json`` prints for one exercise."""
        held, of = self.held("robust")
        return {
            "exercise": self.exercise,
            "status": self.status,
            "seconds": round(self.seconds, 4),
            "tests": [
                {"id": t.id, "says": t.says, "outcome": t.outcome, "message": t.message, "tier": t.tier}
                for t in self.tests
            ],
            "robust": {"held": held, "of": of},
            "mistake": None if self.mistake is None else _published(self.mistake),
            "candidates": [_published(mistake) for mistake in self.candidates],
            "also": [_published(mistake) for mistake in self.also],
            "message": self.message,
            "copied": self.copied,
        }


def _published(mistake: NamedMistake) -> dict[str, str]:
    return {"id": mistake.id, "name": mistake.name, "diagnosis": mistake.diagnosis, "see": mistake.see}
