"""The result of the course check: findings, counts and reading times. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tutor.course.model import MalformedCourseError
from tutor.disk import read_regular


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the file, the line (1-based) and a message that completes "file:line: …"."""

    path: Path
    line: int
    fault: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.fault}"

    @classmethod
    def of(cls, error: MalformedCourseError) -> Finding:
        """The fault that kept a file from being loaded."""
        return cls(error.path, error.line, error.fault)


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """The minutes that a section takes, and its numbers of live blocks and questions."""

    lesson: str
    section: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Report:
    """The result of the check. A course without findings is in order; ``counts`` says how many things were checked.

    ``notes`` reports where a reference lesson is harder to read than an ordinary lesson is allowed to be.
    """

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    reading: tuple[ReadingTime, ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def in_order(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def minutes(self, lesson_id: str) -> float:
        """The minutes that the lesson takes."""
        return sum(time.minutes for time in self.reading if time.lesson == lesson_id)


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The distinct findings, sorted by file and line."""
    return tuple(sorted(set(findings), key=lambda f: (str(f.path), f.line, f.fault)))


def line_of(path: Path, text: str, default: int = 1) -> int:
    """The first line (1-based) of ``path`` that contains ``text``, else ``default``."""
    try:
        whole = read_regular(path).decode(errors="replace")
    except OSError:
        return default
    at = whole.find(text)
    return default if at < 0 else whole.count("\n", 0, at) + 1
