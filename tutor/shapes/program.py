"""An instrumented program as data: the code to run, and what the numbers in it mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

Span = tuple[
    int, int, int, int
]  # first line, column, last line, column (columns in UTF-8 bytes, as ast counts)


@dataclass(frozen=True, slots=True)
class Site:
    """One operation in the source. ``feeds`` are the sites that made its operands (None: no site)."""

    kind: str  # "binary" | "unary" | "compare" | "augment" | "call" | "item" | "attribute"
    symbol: str
    apply: Callable[..., Any] | None
    line: int  # the line its operator or name stands on
    span: Span
    statement: int
    operands: tuple[Span, ...] = ()
    feeds: tuple[int | None, ...] = ()
    dotted: bool = False  # a call like ``x.sum()`` or ``np.sum(x)``: its first operand stands before the dot


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the source: its first line, and the function it stands in."""

    line: int
    function: str | None
    defines: bool = False  # the line of a ``def``: what it "assigns" are the arguments of a call


@dataclass(slots=True)
class Program:
    """Instrumented code and what its numbers mean."""

    source: str
    filename: str
    code: CodeType
    sites: list[Site] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    lines: list[bytes] = field(init=False)  # ast counts columns in bytes

    def __post_init__(self) -> None:
        self.lines = [line.encode() for line in self.source.split("\n")]

    def column(self, span: Span) -> int:
        """Where it starts, counted in characters."""
        first, start, _, _ = span
        return len(self.lines[first - 1][:start].decode(errors="replace")) if first <= len(self.lines) else 0

    def text(self, span: Span) -> str:
        """The source between two places, on one line."""
        first, start, last, end = span
        lines = self.lines[first - 1 : last]
        if not lines:
            return ""
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        return " ".join(b" ".join(lines).decode(errors="replace").split())
