"""Where the parts of a heat table stand in the room that there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from tutor.views.symbols import Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.views.heat import HeatTable

_WIDEST, _TALLEST = 16, 5  # columns and lines of a cell where there is room for all of it
_WIDE, _TALL = 10, 3  # the largest where only one of both has the room: it would not look square


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a table's parts stand, in columns and lines of text."""

    side: int  # before the cells: the row labels
    cell: int  # a cell with the gap after it
    gap: int
    tall: int  # lines of a cell
    heads: int  # lines of column labels
    first: int  # the first column that is shown
    shown: int  # how many are
    legend: bool

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """The row and column at this place of the picture; there may be fewer rows."""
        row, column = (y - self.heads) // self.tall, (x - self.side) // self.cell
        inside = y >= self.heads and x >= self.side and column < self.shown
        return (row, column + self.first) if inside else None


def planned(table: HeatTable, *, shades: bool) -> Plan:
    """Cells grow with the room; then names are staggered, numbers thinned, columns left out, in this order."""
    names = max(map(cell_len, table.heads), default=0)
    side = max(map(cell_len, table.sides), default=-1) + 1
    count = max(table.columns, 1)
    cell = _columns_of_a_cell(table, names, side, count, shades)
    shown = count
    if table.width is not None and side + cell * count > table.width:
        shown = max(1, (table.width - side - 2) // cell)
    heads = 0 if not names else 1 if names < cell else min(3, -(-(names + 1) // cell))
    if heads > 1 and not table.thin:
        heads = 1
    rest = (table.height or 0) - heads - table.legend
    fits = rest // max(len(table.rows), 1)
    tall = 1 if shades or table.height is None else max(1, min(_TALLEST, fits, max(cell // 3, _TALL)))
    legend = table.legend and not shades and (table.height is None or rest >= len(table.rows) * tall)
    gap = 1 if cell >= table.longest + 3 or (tall > 1 and cell > table.longest) else 0
    return Plan(side, cell, gap, tall, heads, _first_shown(table, shown), shown, legend)


def _columns_of_a_cell(table: HeatTable, names: int, side: int, count: int, shades: bool) -> int:
    natural = max(table.longest + 3, min(names + 2, _WIDE))  # a blank before and after, and a gap
    if table.width is None:
        return natural
    narrow = table.thin and (table.shares or table.signed) and not table.numbers
    least = 2 if narrow else table.longest + 1 + (shades and table.shares)
    return max(least, min((table.width - side) // count, natural if table.height is None else _widest(table)))


def _widest(table: HeatTable) -> int:
    """As wide as a cell looks well that is as tall as its room lets it be."""
    tall = min((table.height or 0) // max(len(table.rows) + 1, 1), _TALLEST)
    return max(_WIDE, min(3 * tall + 1, _WIDEST))


def _first_shown(table: HeatTable, shown: int) -> int:
    """The newest columns stay, unless what is picked is further left."""
    if shown >= table.columns or not table.thin:
        return 0
    first = table.columns - shown
    picked = table.cell[1] if table.cell is not None else table.chosen
    return first if picked is None or picked >= first else min(first, max(picked - shown + 1, 0))


def cut(label: str, width: int, symbols: Symbols) -> str:
    """As much of a label as fits, with a sign that it is cut."""
    text = harmless(str(label)).replace("\n", " ")
    if cell_len(text) <= width:
        return text
    mark = symbols.ellipsis if width > 2 else ""
    return set_cell_size(text, max(0, width - len(mark))).rstrip() + mark
