"""What was expected beside what came back: one row as numbers, more as two grids with the first difference marked."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.views.heat import SAME, HeatTable
from tutor.views.heat_colours import Paint
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless, shape_text

if TYPE_CHECKING:  # the reader of a lesson does without
    from tutor.grading.verdict import Comparison, Grid

GAP = 2
_FEW = 6  # numbers of a row that are read and not looked at


def comparison_view(comparison: Comparison, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Expected beside actual where both fit, else one above the other; the first difference is marked."""
    expected, actual = comparison.expected, comparison.actual
    if is_short(comparison):
        return _rows(comparison, width)
    marked = _first_difference(expected, actual)
    sides = [
        _side(name, comparison.what, grid, marked, symbols)
        for name, grid in (("expected", expected), ("yours", actual))
    ]
    notes = _notes(comparison)
    if sum(side.wide for side in sides) + 2 * GAP <= width:
        beside = Table.grid(padding=(0, 2 * GAP, 0, 0))
        beside.add_row(*(side.drawn for side in sides))
        return Group(beside, notes) if notes.plain else beside
    above = [
        _side(name, comparison.what, grid, marked, symbols, width).drawn
        for name, grid in (("expected", expected), ("yours", actual))
    ]
    return Group(*above, notes) if notes.plain else Group(*above)


def is_short(comparison: Comparison) -> bool:
    """Whether both sides are one short row, which is shown as its numbers."""
    sides = (comparison.expected, comparison.actual)
    return comparison.expected.shape == comparison.actual.shape and all(
        len(side.rows) == 1 and math.prod(side.shape) == len(side.rows[0]) <= _FEW for side in sides
    )


def _rows(comparison: Comparison, width: int) -> RenderableType:
    """``weights  [[0.8808, 0.1192]]  [[0.9820, 0.0180]]`` under a head, or three lines where that is too wide."""
    expected, actual = comparison.expected, comparison.actual
    digits = next((n for n in (4, 6, 8) if _row(expected, n) != _row(actual, n)), 10)
    name, texts = harmless(_short_name(comparison.what)), (_row(expected, digits), _row(actual, digits))
    table = Table.grid(padding=(0, 2 * GAP, 0, 0))
    quiet, head = STYLES["quiet"], STYLES["head"]
    if len(name) + sum(map(len, texts)) + 6 * GAP <= width:
        table.add_row("", Text("expected", style=head), Text("yours", style=head))
        table.add_row(Text(name, style=quiet), Text(texts[0]), Text(texts[1], style=STYLES["failed"]))
        return table
    table.add_row(Text("expected", style=head), Text(texts[0]))
    table.add_row(Text("yours", style=head), Text(texts[1], style=STYLES["failed"]))
    return Group(table, Text(name, style=quiet))


def _row(grid: Grid, digits: int) -> str:
    row = grid.rows[0]
    whole = all(not math.isfinite(value) or value == int(value) for value in row)
    text = ", ".join(_plain(value, 0 if whole else digits) for value in row)
    axes = len(grid.shape)
    return f"{'[' * axes}{text}{']' * axes}"


def _plain(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    small = 0 < abs(value) < 10.0**-digits / 2
    large = abs(value) >= 1e6
    return f"{value:.2e}" if small or large else f"{value + 0.0:.{digits}f}"


def _short_name(what: str) -> str:
    """Without the sizes that a check's sentence has named: ``weights for leading axes (2,), T_q = 4``."""
    return what.partition(" for ")[0]


@dataclass(frozen=True, slots=True)
class _Side:
    drawn: RenderableType
    wide: int


def _side(
    name: str,
    what: str,
    grid: Grid,
    marked: Collection[tuple[int, int]],
    symbols: Symbols,
    width: int | None = None,
) -> _Side:
    at = "".join(f"{i}, " for i in grid.index)
    what = _short_name(what)
    where = f"{what}[{at}:, :]" if grid.index else what
    heading = Text(name, style=STYLES["head"])
    heading.append(f"  {harmless(where)} ", style="not bold").append(
        shape_text(grid.shape), style=f"not bold {STYLES['shape']}"
    )
    table = HeatTable(grid.rows, width=width, marked=marked, symbols=symbols)
    return _Side(Group(heading, table), max(heading.cell_len, table.columns_wide(Paint("none"))))


def _notes(comparison: Comparison) -> Text:
    notes: list[str] = []
    if comparison.first_difference is not None and len(comparison.first_difference) > 0:
        at = ", ".join(map(str, comparison.first_difference))
        notes.append(f"first difference at {_short_name(comparison.what)}[{at}]")
    if comparison.largest is not None and math.isfinite(comparison.largest):
        notes.append(f"largest difference {comparison.largest:.3g}")
    return Text(harmless(", ".join(notes)), style=STYLES["quiet"])


def _first_difference(expected: Grid, actual: Grid) -> tuple[tuple[int, int], ...]:
    """The first cell, in reading order, whose two numbers are not the same; none where the shapes are not."""
    if expected.shape != actual.shape:
        return ()
    for r, (one, other) in enumerate(zip(expected.rows, actual.rows, strict=False)):
        for c, (a, b) in enumerate(zip(one, other, strict=False)):
            if not (a == b or abs(a - b) <= SAME * max(1.0, abs(a)) or (math.isnan(a) and math.isnan(b))):
                return ((r, c),)
    return ()
