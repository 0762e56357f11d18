"""The layout of a heat map in the available room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from tutor.views.symbols import Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.views.heat import HeatTable

_WIDEST, _TALLEST = 16, 5  # largest cell in columns and lines if there is room for both
_WIDE, _TALL = 10, 3  # largest cell if only one of the two has room, so that it stays nearly square


@dataclass(frozen=True, slots=True)
class Plan:
    """The layout in columns and lines of text."""

    side: int  # width of the row labels
    cell: int  # width of a cell including the gap after it
    gap: int
    tall: int  # lines of a cell
    heads: int  # lines of column labels
    first: int  # the first column that is shown
    shown: int  # number of columns shown
    legend: bool

    def at(self, x: int, y: int) -> tuple[int, int] | None:
        """The row and column at this position. The row may be beyond the last."""
        row, column = (y - self.heads) // self.tall, (x - self.side) // self.cell
        inside = y >= self.heads and x >= self.side and column < self.shown
        return (row, column + self.first) if inside else None


def planned(table: HeatTable, *, shades: bool) -> Plan:
    """Cells grow with the room. If it is too small, labels are staggered, then numbers dropped, then
    columns left out."""
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
    """The width that keeps a cell nearly square at its height."""
    tall = min((table.height or 0) // max(len(table.rows) + 1, 1), _TALLEST)
    return max(_WIDE, min(3 * tall + 1, _WIDEST))


def _first_shown(table: HeatTable, shown: int) -> int:
    """Show the last columns, unless the selected cell is further left."""
    if shown >= table.columns or not table.thin:
        return 0
    first = table.columns - shown
    picked = table.cell[1] if table.cell is not None else table.chosen
    return first if picked is None or picked >= first else min(first, max(picked - shown + 1, 0))


def cut(label: str, width: int, symbols: Symbols) -> str:
    """The beginning of a label, with an ellipsis if it does not fit."""
    return _cut(label, width, symbols.ellipsis)


@lru_cache(maxsize=1024)
def _cut(label: str, width: int, ellipsis: str) -> str:
    text = harmless(str(label)).replace("\n", " ")
    if cell_len(text) <= width:
        return text
    mark = ellipsis if width > 2 else ""
    return set_cell_size(text, max(0, width - len(mark))).rstrip() + mark
