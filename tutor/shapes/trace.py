"""The result of a traced run: frozen data without NumPy, so that screens and the shell can draw it."""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value: an array's shape and dtype, a scalar (shape ``()``), or another type (shape None).

    ``names`` has the symbol of every known axis: ``("T", "d_k")``; an ambiguous axis is "T|n".
    """

    shape: Shape | None
    kind: str  # dtype name ("float64") or type name ("str")
    text: str = ""  # short repr of a scalar
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a line: ``(5, 8) @ (8, 4) → (5, 4)``. ``result`` is None if it failed.

    ``text`` is that rendering; ``broadcast`` says whether an operand was stretched.
    """

    symbol: str  # "@", "+", "reshape", "einsum", "softmax"
    operands: tuple[Value, ...]
    result: Value | None
    text: str
    broadcast: bool = False
    column: int = 0
    informative: bool = True  # says more than the shape of its result; a division by a scalar does not


@dataclass(frozen=True, slots=True)
class LineTrace:
    """What one source line did. In a loop: the first and the last pass, and the number of passes."""

    line: int
    function: str | None  # None at module level
    depth: int  # nesting depth of the call
    assigned: tuple[tuple[str, Value], ...]
    operations: tuple[Operation, ...]
    count: int = 1
    last: LineTrace | None = None  # if a later pass had different shapes
    summary: str = ""  # the recorder's text for the line; without it ``text`` is a plain list

    @property
    def text(self) -> str:
        """The text beside the line: its most informative operation, or what it assigned."""
        if self.summary:
            return self.summary
        if any(op.informative for op in self.operations):
            return "; ".join(op.text for op in self.operations if op.informative)
        return ", ".join(f"{name} {value.shape}" for name, value in self.assigned if value.shape)


@dataclass(frozen=True, slots=True)
class Shown:
    """An array passed to ``show``: values (rows of a 2-D slice), labels, and the line of the call."""

    line: int
    rows: tuple[tuple[float, ...], ...]
    shape: Shape
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    title: str = ""
    dtype: str = "float64"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of a plot: ``histogram`` (``values``: counts in equal bins from ``low`` to ``high``), ``bars`` (one
    number each), ``curves`` (one row of numbers each, named by ``names``), ``shares`` (from 0 to 1, named) or ``field``
    (rows of numbers, drawn as colours).

    ``ends`` are the labels below the first and the last column; in a histogram they replace ``low`` and ``high``.
    ``log`` makes the axis of curves logarithmic. ``marks`` are points on curves: a name, the column, the number.
    """

    kind: str
    values: tuple[tuple[float, ...], ...]
    low: float = 0.0
    high: float = 1.0
    names: tuple[str, ...] = ()
    ends: tuple[str, str] = ("", "")
    log: bool = False
    marks: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """The arguments of one ``plot`` call: charts one below another. Consecutive plots are side by side."""

    line: int
    title: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run stopped: one sentence, the line, the failed operation, and what would make the shapes fit."""

    message: str
    line: int | None
    operation: Operation | None = None
    suggestion: str = ""
    kind: str = "error"  # "error" | "syntax" | "timeout" | "memory" | "crash" | "blocked"


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole traced run. ``names`` are the final module-level arrays, in order of first assignment."""

    lines: tuple[LineTrace, ...] = ()
    names: tuple[tuple[str, Value], ...] = ()
    shown: tuple[Shown, ...] = ()
    plots: tuple[Plot, ...] = ()
    printed: str = ""
    printed_dropped: int = 0
    failure: Failure | None = None
    seconds: float = 0.0

    def first(self, line: int) -> LineTrace | None:
        """The outermost record of this line, which is shown beside it; None if nothing was recorded."""
        return next((entry for entry in self.lines if entry.line == line), None)

    def at(self, line: int) -> tuple[LineTrace, ...]:
        """Everything recorded for this line, outermost call first."""
        return tuple(entry for entry in self.lines if entry.line == line)
