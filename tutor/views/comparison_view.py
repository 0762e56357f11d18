"""Expected, actual and difference: a single row as numbers, more rows as grids with one cell marked."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from tutor.views.heat import SAME, HeatTable
from tutor.views.heat_colours import Paint
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless, shape_text

if TYPE_CHECKING:  # not needed for reading a lesson
    from tutor.grading.verdict import Comparison, Grid

Cell = tuple[int, int]
Rows = Sequence[Sequence[float]]
GAP = 2
_FEW = 6  # longest row that is shown as numbers instead of a grid


def comparison_view(comparison: Comparison, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Expected beside actual if both fit, else one below the other, with the difference beside them if it also fits.
    Marks and names the largest difference, or the first one if the grids show only a part."""
    return _rows(comparison, width) if is_short(comparison) else _Grids(comparison, width, symbols)


@dataclass(frozen=True, slots=True)
class _Grids:
    """Lays out the grids when printed, because the width of a cell depends on the console's colours."""

    comparison: Comparison
    width: int
    symbols: Symbols

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _grids(self.comparison, self.width, self.symbols, Paint.of(console))


def _grids(comparison: Comparison, width: int, symbols: Symbols, paint: Paint) -> RenderableType:
    expected, actual = comparison.expected, comparison.actual
    difference = _difference(expected, actual)
    largest = _largest(comparison, difference)
    place = largest or _first_difference(expected, actual)
    marked = () if place is None else (place,)
    notes = _notes(comparison, largest)
    below = [notes] if notes.plain else []
    if difference and (three := _three(comparison, difference, marked, width, symbols, paint)) is not None:
        return Group(three, *below)
    named = (("expected", expected), ("yours", actual))
    sides = [_side(name, comparison.what, grid, marked, symbols, paint) for name, grid in named]
    if sum(side.wide for side in sides) + 2 * GAP <= width:
        return Group(_beside([side.drawn for side in sides], 2 * GAP), *below)
    above = [_side(name, comparison.what, grid, marked, symbols, paint, width).drawn for name, grid in named]
    return Group(*above, *below)


def _beside(drawn: Sequence[RenderableType], gap: int) -> Table:
    beside = Table.grid(padding=(0, gap, 0, 0))
    beside.add_row(*drawn)
    return beside


def _three(
    comparison: Comparison,
    difference: Rows,
    marked: Collection[Cell],
    width: int,
    symbols: Symbols,
    paint: Paint,
) -> RenderableType | None:
    """Expected, actual and difference beside each other, as wide as fits; None if they do not fit."""
    expected, actual = comparison.expected, comparison.actual
    whole, minus = _is_whole(expected), "−" if symbols is UNICODE else "-"
    titles = (
        Text.assemble(("expected", STYLES["head"]), ("  " + shape_text(expected.shape), STYLES["shape"])),
        Text("yours", style=STYLES["head"]),
        Text(f"yours {minus} expected", style=STYLES["head"]),
    )
    heads = [str(column) for column in range(len(expected.rows[0]))] if whole else ()
    sides = [str(row) for row in range(len(expected.rows))] if whole else ()
    tables = [
        HeatTable(
            rows,
            sides if not number else (),
            heads,
            marked=marked,
            signed=number == 2,
            numbers=True,
            symbols=symbols,
        )
        for number, rows in enumerate((expected.rows, actual.rows, difference))
    ]
    for gap in (2 * GAP, GAP, 1):
        for narrow in (False, True):
            drawn = [replace(table, width=table.least(paint)) if narrow else table for table in tables]
            wide = [
                max(title.cell_len, table.columns_wide(paint))
                for title, table in zip(titles, drawn, strict=True)
            ]
            if sum(wide) + 2 * gap <= width:
                parts = [Group(title, table) for title, table in zip(titles, drawn, strict=True)]
                name = _where(_short_name(comparison.what), expected)
                named = [Text(harmless(name), style=STYLES["quiet"])] if expected.index else []
                return Group(*named, _beside(parts, gap))
    return None


def _difference(expected: Grid, actual: Grid) -> Rows:
    """Actual minus expected, cell by cell; empty if the shapes differ."""
    same = expected.shape == actual.shape and [*map(len, expected.rows)] == [*map(len, actual.rows)]
    if not same or not expected.rows or not expected.rows[0]:
        return ()
    return tuple(
        tuple(0.0 if _is_same(a, b) else b - a for a, b in zip(one, other, strict=True))
        for one, other in zip(expected.rows, actual.rows, strict=True)
    )


def _is_whole(grid: Grid) -> bool:
    """Whether the grid contains the whole slice, so that its rows and columns can be numbered."""
    shape = (1, *grid.shape)[-2:]
    return len(grid.rows) == shape[0] and all(len(row) == shape[1] for row in grid.rows)


def _largest(comparison: Comparison, difference: Rows) -> Cell | None:
    """The cell of the largest difference; None if it is outside the grid, or not a number."""
    values = {(r, c): abs(v) for r, row in enumerate(difference) for c, v in enumerate(row)}
    if not values or not _is_whole(comparison.expected) or not all(map(math.isfinite, values.values())):
        return None
    place = max(values, key=values.__getitem__)
    known = comparison.largest
    if not values[place] or (known is not None and known > values[place] * (1 + 1e-6)):
        return None
    return place


def is_short(comparison: Comparison) -> bool:
    """Whether both sides are one short row, which is shown as numbers."""
    sides = (comparison.expected, comparison.actual)
    return comparison.expected.shape == comparison.actual.shape and all(
        len(side.rows) == 1 and math.prod(side.shape) == len(side.rows[0]) <= _FEW for side in sides
    )


def _rows(comparison: Comparison, width: int) -> RenderableType:
    """``weights  [[0.8808, 0.1192]]  [[0.9820, 0.0180]]`` below a header, or three lines if that is too wide."""
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
    """The name without the sizes that a check's sentence contains: ``weights for leading axes (2,), T_q = 4``."""
    return what.partition(" for ")[0]


@dataclass(frozen=True, slots=True)
class _Side:
    drawn: RenderableType
    wide: int


def _side(
    name: str,
    what: str,
    grid: Grid,
    marked: Collection[Cell],
    symbols: Symbols,
    paint: Paint,
    width: int | None = None,
) -> _Side:
    where = _where(_short_name(what), grid)
    heading = Text(name, style=STYLES["head"])
    heading.append(f"  {harmless(where)} ", style="not bold").append(
        shape_text(grid.shape), style=f"not bold {STYLES['shape']}"
    )
    table = HeatTable(grid.rows, width=width, marked=marked, symbols=symbols)
    return _Side(Group(heading, table), max(heading.cell_len, table.columns_wide(paint)))


def _where(what: str, grid: Grid) -> str:
    at = "".join(f"{i}, " for i in grid.index)
    return f"{what}[{at}:, :]" if grid.index else what


def _notes(comparison: Comparison, largest: Cell | None) -> Text:
    notes: list[str] = []
    what = _short_name(comparison.what)
    if largest is not None:
        return _named(comparison, largest)
    if comparison.first_difference is not None and len(comparison.first_difference) > 0:
        at = ", ".join(map(str, comparison.first_difference))
        notes.append(f"first difference at {what}[{at}]")
    if comparison.largest is not None and math.isfinite(comparison.largest):
        notes.append(f"largest difference {comparison.largest:.3g}")
    return Text(harmless(", ".join(notes)), style=STYLES["quiet"])


def _named(comparison: Comparison, place: Cell) -> Text:
    """``weights[4, 4] is 0.33, expected 0.61: the largest of 25 differences``."""
    expected, actual = comparison.expected, comparison.actual
    index = (*expected.index, *place)[-len(expected.shape) :] if expected.shape else ()
    a, b = expected.rows[place[0]][place[1]], actual.rows[place[0]][place[1]]
    digits = next((n for n in (2, 4, 6, 8) if _plain(a, n) != _plain(b, n)), 10)
    if a == int(a) and b == int(b):
        digits = 0
    count = sum(
        not _is_same(one, other)
        for row, row_ in zip(expected.rows, actual.rows, strict=True)
        for one, other in zip(row, row_, strict=True)
    )
    where = f"{harmless(_short_name(comparison.what))}[{', '.join(map(str, index))}]" if index else "it"
    many = f"the largest of {count} differences" if count > 1 else "the only difference"
    here = " here" if expected.index else ""
    return Text.assemble(
        (where, STYLES["head"]),
        (f" is {_plain(b, digits)}, expected {_plain(a, digits)}: {many}{harmless(here)}", STYLES["quiet"]),
    )


def _is_same(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= SAME * max(1.0, abs(a)) or (math.isnan(a) and math.isnan(b))


def _first_difference(expected: Grid, actual: Grid) -> Cell | None:
    """The first cell, in reading order, with two different numbers; None if the shapes differ."""
    if expected.shape != actual.shape:
        return None
    for r, (one, other) in enumerate(zip(expected.rows, actual.rows, strict=False)):
        for c, (a, b) in enumerate(zip(one, other, strict=False)):
            if not _is_same(a, b):
                return r, c
    return None
