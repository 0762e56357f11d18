"""What a traced run leaves behind: frozen data, no NumPy, so that screens and the shell can draw it."""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """The outside of a value: an array's shape and dtype, a scalar (shape ``()``), another type (shape None).

    ``names`` carries the symbol of every axis where it is known: ``("T", "d_k")``; an ambiguous axis "T|n".
    """

    shape: Shape | None
    kind: str  # dtype name ("float64") or type name ("str")
    text: str = ""  # short repr of a scalar
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a line: ``(5, 8) @ (8, 4) → (5, 4)``. ``result`` is None when it failed.

    ``text`` is that rendering; ``broadcast`` tells that an operand was stretched.
    """

    symbol: str  # "@", "+", "reshape", "einsum", "softmax"
    operands: tuple[Value, ...]
    result: Value | None
    text: str
    broadcast: bool = False
    column: int = 0
    informative: bool = True  # it says more than the shape of its result (a division by a scalar does not)


@dataclass(frozen=True, slots=True)
class LineTrace:
    """What one source line did. In a loop: the first and the last time, and how often."""

    line: int
    function: str | None  # None at module level
    depth: int  # how deeply the call is nested
    assigned: tuple[tuple[str, Value], ...]
    operations: tuple[Operation, ...]
    count: int = 1
    last: LineTrace | None = None  # when a later pass had other shapes
    summary: str = ""  # the recorder's wording of the line; ``text`` falls back to a plain list without it

    @property
    def text(self) -> str:
        """What stands beside the line: its most informative operation, or what was assigned."""
        if self.summary:
            return self.summary
        if any(op.informative for op in self.operations):
            return "; ".join(op.text for op in self.operations if op.informative)
        return ", ".join(f"{name} {value.shape}" for name, value in self.assigned if value.shape)


@dataclass(frozen=True, slots=True)
class Shown:
    """An array handed to ``show``: values (rows of a 2-D slice), labels, and the line it was called on."""

    line: int
    rows: tuple[tuple[float, ...], ...]
    shape: Shape
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    title: str = ""
    dtype: str = "float64"


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture of a plot: ``histogram`` (``values``: how many in each of equal parts from ``low`` to ``high``),
    ``bars`` (a number each), ``curves`` (a row of numbers each, named by ``names``), ``shares`` (of 1, named) or
    ``field`` (rows of numbers, by colour).

    ``ends`` stand below the first and the last column; below a histogram's in place of ``low`` and ``high``. ``log``
    curves have a logarithmic axis. ``marks`` are points on them: a name, the column, the number.
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
    """What was handed to ``plot``: charts below each other; plots in a row stand beside each other."""

    line: int
    title: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run stopped: one sentence, the line, the failing operation, and what would make it fit."""

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
        """The outermost record of this line, the one to stand beside it; None where nothing was recorded."""
        return next((entry for entry in self.lines if entry.line == line), None)

    def at(self, line: int) -> tuple[LineTrace, ...]:
        """Everything recorded for this line, outermost call first."""
        return tuple(entry for entry in self.lines if entry.line == line)
