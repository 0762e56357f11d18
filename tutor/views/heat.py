"""A heat map of numbers: the background of each cell shows its value, with the number in it if there is room."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

from tutor.views.heat_cells import colour_cell, legend, plain_cell, shade_of, share_cells
from tutor.views.heat_colours import Paint
from tutor.views.heat_plan import Plan, cut, planned
from tutor.views.numbers import in_hundredths, with_sign, written
from tutor.views.symbols import ASCII, STYLES, UNICODE, Symbols

SAME = 1e-6
_LABEL, _THIN_LABEL = 12, 9  # longest label in columns; the second one for a table with ``thin`` cells
_QUIET = Style.parse(STYLES["quiet"])
_OF_NUMBERS = ("shares", "largest", "hundredths", "texts", "columns", "longest", "sides", "heads")


def is_share(rows: Sequence[Sequence[float]]) -> bool:
    """Whether all numbers are between 0 and 1, as weights are. Ignores NaN and infinity."""
    return all(
        all(-SAME <= v <= 1 + SAME for v in line if math.isfinite(v))
        if not math.isfinite(sum(line))
        else min(line) >= -SAME and max(line) <= 1 + SAME
        for line in rows
        if line
    )


@dataclass(frozen=True)
class HeatTable:
    """Rows of numbers, drawn for the console on which they are printed.

    Numbers from 0 to 1 are shares and get the share colours. Others get signed colours, up to the largest magnitude. A
    share of exactly 0 has no colour; with ``masked`` it shows a dot. ``height`` is the available number of lines;
    without it each cell is one line. Columns beyond ``width`` are left out, and a line says so.

    ``marked`` cells carry a sign. ``chosen`` is the selected row, ``cell`` the selected (row, column).
    """

    rows: Sequence[Sequence[float]]
    row_labels: Sequence[str] = ()
    column_labels: Sequence[str] = ()
    width: int | None = None
    height: int | None = None
    marked: Collection[tuple[int, int]] = ()
    chosen: int | None = None
    cell: tuple[int, int] | None = None
    masked: bool = False
    thin: bool = False  # narrow cells drop their numbers before the table drops columns
    numbers: bool = False  # never drop the numbers
    legend: bool = False
    signed: bool = False  # draw every number with its sign, as for differences
    reach: float | None = None  # magnitude of the strongest colour; by default the largest number's
    symbols: Symbols = UNICODE

    # Content

    @cached_property
    def shares(self) -> bool:
        """Whether the numbers are shares of 1."""
        return (
            not self.signed
            and is_share(self.rows)
            and any(math.isfinite(v) for line in self.rows for v in line)
        )

    @cached_property
    def largest(self) -> float:
        """The largest finite magnitude."""
        return max((abs(v) for line in self.rows for v in line if math.isfinite(v)), default=0.0)

    @cached_property
    def hundredths(self) -> bool:
        """Whether the numbers are shares with two decimals, as weights are."""
        return self.shares and in_hundredths(self.rows)

    @cached_property
    def texts(self) -> list[list[str]]:
        """The text of every number."""
        texts = written(self.rows, self.shares)
        if not self.signed:
            return texts
        minus = "-" if self.symbols is ASCII else "−"
        return [
            [with_sign(text, value, minus) for text, value in zip(line, row, strict=True)]
            for line, row in zip(texts, self.rows, strict=True)
        ]

    def least(self, paint: Paint) -> int:
        """The width in columns of text below which columns of the table are left out."""
        side = max(map(cell_len, self.sides), default=-1) + 1
        return side + max(self.columns, 1) * (self.longest + 1 + (paint.shades and self.shares))

    @cached_property
    def columns(self) -> int:
        """The number of columns in the longest row."""
        return max((len(line) for line in self.rows), default=0)

    @cached_property
    def longest(self) -> int:
        """The length of the longest number in columns of text."""
        if self.hundredths:
            return len(".43")
        return max((len(text) for line in self.texts for text in line), default=1)

    @cached_property
    def sides(self) -> list[str]:
        """The row labels, shortened."""
        return self._labels(self.row_labels)

    @cached_property
    def heads(self) -> list[str]:
        """The column labels, shortened."""
        return self._labels(self.column_labels)

    def _labels(self, labels: Sequence[str]) -> list[str]:
        return [cut(label, _THIN_LABEL if self.thin else _LABEL, self.symbols) for label in labels]

    def elsewhere(self, **changes: Any) -> HeatTable:
        """A copy with another width, height, row or cell, sharing the cached computations."""
        other = replace(self, **changes)
        other.__dict__.update({name: self.__dict__[name] for name in _OF_NUMBERS if name in self.__dict__})
        return other

    # Layout

    def plan(self, paint: Paint) -> Plan:
        """Cells grow with the room. If it is too small, labels are staggered, then numbers dropped, then
        columns left out."""
        return self._shaded_plan if paint.shades else self._coloured_plan

    @cached_property
    def _shaded_plan(self) -> Plan:
        return planned(self, shades=True)

    @cached_property
    def _coloured_plan(self) -> Plan:
        return planned(self, shades=False)

    def at(self, x: int, y: int, paint: Paint) -> tuple[int, int] | None:
        """The row and column of the cell at this position, if any."""
        place = self.plan(paint).at(x, y)
        inside = place is not None and place[0] < len(self.rows) and place[1] < len(self.rows[place[0]])
        return place if inside else None

    def lines_of(self, row: int, paint: Paint) -> tuple[int, int]:
        """The first line of a row, and its number of lines."""
        plan = self.plan(paint)
        return plan.heads + row * plan.tall, plan.tall

    def length(self, paint: Paint) -> int:
        """The number of lines of the picture."""
        plan = self.plan(paint)
        return plan.heads + plan.tall * len(self.rows) + plan.legend + self._cut_columns(plan)

    def _cut_columns(self, plan: Plan) -> bool:
        return self.thin and plan.shown < self.columns

    # Drawing

    def line(self, y: int, paint: Paint) -> list[Segment]:
        plan = self.plan(paint)
        row, part = divmod(y - plan.heads, plan.tall)
        if y >= plan.heads and row < len(self.rows):
            return self._row(row, part, plan, paint)
        return paint.finished(
            self._head(y, plan, paint) if y < plan.heads else self._end(row, part, plan, paint)
        )

    def _end(self, row: int, part: int, plan: Plan, paint: Paint) -> list[Segment]:
        if plan.legend and row == len(self.rows) and not part:
            return [Segment(" " * plan.side), *legend(min(plan.cell * plan.shown - plan.gap, 44), paint)]
        if self._cut_columns(plan):
            told = f"columns {plan.first + 1} to {plan.first + plan.shown} of {self.columns} fit"
            return [Segment(f"{self.symbols.ellipsis} {told}"[: self.width], _QUIET)]
        return []

    def _head(self, y: int, plan: Plan, paint: Paint) -> list[Segment]:
        """The column labels. If they are wider than a cell they take several lines, with a rail down to each column."""
        parts, x = [Segment(" " * plan.side)], 0
        picked = self.cell[1] if self.cell is not None else None
        for at, key in enumerate(range(plan.first, min(plan.first + plan.shown, len(self.heads)))):
            name, start = self.heads[key], at * plan.cell
            if plan.heads > 1:
                if at % plan.heads < y and start >= x:
                    rail = "|" if self.symbols is ASCII else "│"
                    parts.append(Segment(" " * (start - x) + rail, _QUIET))
                    x = start + 1
                if at % plan.heads != y:
                    continue
                # The last labels have no room to the right of their columns.
                left = plan.cell * plan.shown - start
                name = cut(name, min(plan.cell * plan.heads - 1, left), self.symbols)
            else:
                body = plan.cell - plan.gap
                name = cut(name, plan.cell - 1, self.symbols)
                over = body - cell_len(name) if not paint.shades else plan.cell - cell_len(name)
                start += over // 2 if self.shares and not paint.shades else max(over - (not paint.shades), 0)
            if start < x:
                continue
            parts.append(Segment(" " * (start - x)))
            parts.append(Segment(name, paint.accent if key == picked else _QUIET))
            x = start + cell_len(name)
        if plan.shown < self.columns and not y and not self.thin:
            room = " " * max(1, plan.shown * plan.cell - x + 1)
            parts.append(Segment(room + self.symbols.ellipsis, _QUIET))
        return parts

    def _row(self, row: int, part: int, plan: Plan, paint: Paint) -> list[Segment]:
        middle = (plan.tall - 1) // 2
        told, last = part == middle, plan.tall > 1 and part == plan.tall - 1
        chosen = row == self.chosen
        parts = [self._side(row, told, chosen, plan, paint)] if plan.side else []
        values = self.rows[row]
        end = min(plan.first + plan.shown, len(values))
        seen = self._seen(row, plan.first, end) if self.masked else end
        seen = end if end - seen == 1 else seen
        picks = self.cell is not None and self.cell[0] == row
        if self.hundredths and not (picks or self.marked or paint.shades):
            return paint.finished(parts) + self._shares(
                row, (plan.first, seen, end), (told, last, chosen), plan, paint
            )
        texts = self.texts[row]
        for column in range(plan.first, seen):
            marked = (row, column) in self.marked
            picked = self.cell == (row, column) and not last
            number = self._number(values[column], texts[column], plan, chosen) if told else ""
            parts += self._cell(values[column], number, last, chosen, picked, marked, plan, paint)
        if seen < end:  # the rest is uniform, so it is one segment
            number = self._number(0.0, texts[seen], plan, chosen) if told else ""
            one = self._cell(0.0, number, last, chosen, False, False, plan, paint)
            parts.append(Segment("".join(part.text for part in one) * (end - seen), one[0].style))
        if plan.shown < len(values) and told and not self.thin:
            parts.append(Segment(f" {self.symbols.ellipsis}", _QUIET))
        return paint.finished(parts)

    def _shares(
        self,
        row: int,
        columns: tuple[int, int, int],
        look: tuple[bool, bool, bool],
        plan: Plan,
        paint: Paint,
    ) -> list[Segment]:
        """The cells of a row of weights: each is looked up by its number of hundredths."""
        first, seen, end = columns
        told, last, chosen = look
        least = self._least(plan, chosen) if self.thin else 0.0
        dot = self._dot if self.masked and self.thin else ""
        cells = share_cells(paint, plan.cell, plan.gap, least if told else math.inf, dot, last, chosen)
        parts: list[Segment] = []
        for value in self.rows[row][first:seen]:
            parts += cells[round(value, 2) if value else None]
        if seen < end:
            one = cells[None]
            parts.append(Segment("".join(part.text for part in one) * (end - seen), one[0].style))
        if plan.shown < len(self.rows[row]) and told and not self.thin:
            parts.append(Segment(f" {self.symbols.ellipsis}", _QUIET))
        return parts

    @property
    def _dot(self) -> str:
        return "·" if self.symbols is not ASCII else "."

    def _least(self, plan: Plan, chosen: bool) -> float:
        """The smallest number that is written in a cell of this width."""
        room = plan.cell - plan.gap - self.signed
        if room > 4 and chosen:
            return 0.0
        return 0.005 if room >= 4 or self.numbers else 0.1 if room == 3 else 2.0

    def _seen(self, row: int, first: int, end: int) -> int:
        """Where the uniform masked end of a row begins: after the last share, the last sign and the selected cell."""
        values = self.rows[row]
        while (
            end > first
            and not values[end - 1]
            and self.cell != (row, end - 1)
            and (row, end - 1) not in self.marked
        ):
            end -= 1
        return end

    def heads_like(self, other: HeatTable, paint: Paint) -> bool:
        """Whether the column labels look the same in ``other``."""
        picked, before = (table.cell and table.cell[1] for table in (self, other))
        return (
            self.column_labels == other.column_labels
            and picked == before
            and self.plan(paint) == other.plan(paint)
            and (self.symbols, self.shares, self.columns) == (other.symbols, other.shares, other.columns)
        )

    def end_like(self, other: HeatTable, paint: Paint) -> bool:
        """Whether the lines below the rows look the same in ``other``."""
        return self.plan(paint) == other.plan(paint) and (
            len(self.rows),
            self.columns,
            self.width,
            self.symbols,
        ) == (len(other.rows), other.columns, other.width, other.symbols)

    def lines_like(self, other: HeatTable, row: int, paint: Paint) -> bool:
        """Whether a row looks the same in ``other``, so that its drawn lines can be kept."""
        picked, before = (
            table.cell if table.cell and table.cell[0] == row else None for table in (self, other)
        )
        return (
            row < len(other.rows)
            and self.rows[row] == other.rows[row]
            and ((self.hundredths and other.hundredths) or self.texts[row] == other.texts[row])
            and self.row_labels[row : row + 1] == other.row_labels[row : row + 1]
            and (row == self.chosen) == (row == other.chosen)
            and picked == before
            and self.plan(paint) == other.plan(paint)
            and (self.symbols, self.numbers, self.masked, self.signed, self.reach)
            == (other.symbols, other.numbers, other.masked, other.signed, other.reach)
        )

    def _side(self, row: int, told: bool, chosen: bool, plan: Plan, paint: Paint) -> Segment:
        label = self.sides[row] if told and row < len(self.sides) else ""
        sign = self.symbols.into if chosen and told and paint.system in ("none", "standard") else ""
        text = f"{sign}{' ' * (plan.side - 1 - cell_len(label) - len(sign))}{label} "
        return Segment(text, paint.accent if chosen and told else _QUIET)

    def _number(self, value: float, text: str, plan: Plan, chosen: bool) -> str:
        """The text of a cell. A narrower cell shows fewer digits of a share."""
        if not (self.thin and (self.shares or self.signed)) or not math.isfinite(value):
            return text
        if self.masked and not value:
            return self._dot
        return text if abs(round(value, 2)) >= self._least(plan, chosen) else ""

    def _cell(
        self,
        value: float,
        text: str,
        last: bool,
        chosen: bool,
        picked: bool,
        marked: bool,
        plan: Plan,
        paint: Paint,
    ) -> tuple[Segment, ...]:
        finite = math.isfinite(value)
        empty = not finite or (self.shares and not value)
        if finite and not self.shares:
            reach = self.reach or self.largest
            value = value / reach if reach else 0.0
        sign = self.symbols.differs if marked and text else ""
        if paint.shades:
            share = value if not finite else abs(value)
            shade = shade_of(share, self.symbols) if self.shares and text not in ("·", ".") else ""
            return plain_cell(shade, text, sign, plan.cell, bool(self.marked), chosen or marked, self.thin)
        if not self.shares and not self.thin:
            text = text.rjust(self.longest)
        value = round(value, 2) if finite else 0.0
        return colour_cell(
            paint, value, self.shares, text, sign, plan.cell, plan.gap, last, chosen, picked, empty
        )

    # Methods for Rich

    def lines(self, paint: Paint) -> Iterator[list[Segment]]:
        """All lines from top to bottom."""
        return (self.line(y, paint) for y in range(self.length(paint)))

    def columns_wide(self, paint: Paint) -> int:
        """Its width in columns."""
        return max((Segment.get_line_length(line) for line in self.lines(paint)), default=0)

    @property
    def plain(self) -> str:
        """The picture without colours."""
        paint = Paint("none")
        return "\n".join("".join(part.text for part in line).rstrip() for line in self.lines(paint))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self.lines(Paint.of(console)):
            yield from line
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        wide = self.columns_wide(Paint.of(console))
        return Measurement(wide, wide)
