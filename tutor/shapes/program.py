"""An instrumented program as data: the code to run, and the meaning of the numbers in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

Span = tuple[int, int, int, int]  # first line, column, last line, column (columns in UTF-8 bytes, as in ast)


@dataclass(frozen=True, slots=True)
class Site:
    """One operation in the source. ``feeds`` are the sites that made its operands, None for an operand without a
    site."""

    kind: str  # "binary" | "unary" | "compare" | "augment" | "call" | "item" | "attribute"
    symbol: str
    apply: Callable[..., Any] | None
    line: int  # the line of its operator or name
    span: Span
    statement: int
    operands: tuple[Span, ...] = ()
    feeds: tuple[int | None, ...] = ()
    dotted: bool = False  # a call such as ``x.sum()`` or ``np.sum(x)``, whose first operand is before the dot


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the source: its first line, and the function that contains it."""

    line: int
    function: str | None
    defines: bool = False  # a ``def``, whose "assigned" values are the arguments of a call


@dataclass(slots=True)
class Program:
    """Instrumented code, and the meaning of its numbers."""

    source: str
    filename: str
    code: CodeType
    sites: list[Site] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    lines: list[bytes] = field(init=False)  # as bytes, because ast counts columns in bytes

    def __post_init__(self) -> None:
        self.lines = [line.encode() for line in self.source.split("\n")]

    def column(self, span: Span) -> int:
        """Its start column in characters."""
        first, start, _, _ = span
        return len(self.lines[first - 1][:start].decode(errors="replace")) if first <= len(self.lines) else 0

    def text(self, span: Span) -> str:
        """The source of a span, on one line."""
        first, start, last, end = span
        lines = self.lines[first - 1 : last]
        if not lines:
            return ""
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
        return " ".join(b" ".join(lines).decode(errors="replace").split())
