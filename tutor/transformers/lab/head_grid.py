"""One head's grid: keeps the chosen row in sight, reads out the cell under the mouse, tells which one was clicked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tutor.app.widgets.selectable import selected_part, with_selection
from tutor.transformers.lab.attention_view import attention_grid
from tutor.transformers.lab.row_steps_view import steps_below
from tutor.views.heat_colours import Paint
from tutor.views.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import Drawn
    from tutor.transformers.models.model_run import Row
    from tutor.transformers.models.row_steps import AttentionRow
    from tutor.views.heat import HeatTable


class HeadGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """Its keys choose; it scrolls by itself, below the names of its columns.

    A line is drawn when it is asked for, from cells that are kept: a key redraws a grid of 32 tokens in a few ms.
    """

    DEFAULT_CSS = "HeadGrid { overflow-x: hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown", "page_down", "Page down", show=False),
    ]

    @dataclass
    class Picked(Message):
        """A row was clicked."""

        token: int

    def __init__(self, **kwargs: str) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.rows: tuple[Row, ...] = ()
        self.labels: tuple[str, ...] = ()
        self.chosen: int | None = None
        self.drawn: Drawn = "shades"
        self.cell: tuple[int, int] | None = None
        self.made: AttentionRow | None = None
        self._table: HeatTable | None = None
        self._below: list[Strip] = []
        self._paint = Paint()

    def show(
        self,
        rows: tuple[Row, ...],
        labels: tuple[str, ...],
        chosen: int | None,
        drawn: Drawn = "shades",
        made: AttentionRow | None = None,
    ) -> None:
        """Draw these weights, and have the chosen row in sight; below, if there is room, how it is ``made``."""
        if len(rows) != len(self.rows):
            self.cell = None
        self.rows, self.labels, self.chosen, self.drawn, self.made = rows, labels, chosen, drawn, made
        self._lay_out()

    def on_resize(self) -> None:
        """Cells fill the room that there is."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.size
        if not self.rows or not width:
            return
        self._paint = Paint("none") if self.drawn == "plain" else Paint.of(self.app.console)
        table = self._grid(width, height)
        if table.length(self._paint) > height:
            width -= 1  # for the scrollbar
            table = self._grid(width, height)
        self._below = self._steps(table, width, height)
        if self._below:  # what the steps take, the cells leave
            table = replace(table, height=height - len(self._below))
        self._table = table
        self.virtual_size = Size(width, table.length(self._paint) + len(self._below))
        if self.chosen is not None:
            self._into_sight(table, self.chosen)
        self.refresh()

    def _grid(self, width: int, height: int) -> HeatTable:
        return attention_grid(
            self.rows,
            self.labels,
            chosen=self.chosen,
            cell=self.cell,
            width=width,
            height=height,
            numbers=self.drawn == "numbers",
            legend=True,
            symbols=ASCII if self.drawn == "plain" else UNICODE,
        )

    def _steps(self, table: HeatTable, width: int, height: int) -> list[Strip]:
        """How the chosen row is made, where it can be read without scrolling."""
        texts = steps_below(self.made, table, self._paint) if self.made is not None else []
        least = replace(table, height=None, legend=False).length(self._paint)
        if not texts or least + len(texts) > height:
            return []
        return [self._strip(text, width) for text in texts]

    def _strip(self, text: Text, width: int) -> Strip:
        lines = self.app.console.render_lines(
            text, self.app.console.options.update(width=width, no_wrap=True)
        )
        return Strip(lines[0] if lines else [])

    def _into_sight(self, table: HeatTable, row: int) -> None:
        first, tall = table.lines_of(row, self._paint)
        heads = first - row * tall
        room, top = self.size.height, self.scroll_offset.y
        if row == 0:
            top = 0
        elif first - top < heads:
            top = first - heads
        elif first + tall - top > room:
            top = first + tall - room
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """The names of the columns stay where they are; the rest scrolls below them."""
        width, table = self.size.width, self._table
        if table is None or not width:
            return Strip.blank(width, self.rich_style)
        line = y if y < table.plan(self._paint).heads else y + self.scroll_offset.y
        strip = self._line(table, line).adjust_cell_length(width).apply_style(self.rich_style)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(line)) is not None:
            strip = with_selection(strip, span, self.screen.get_component_rich_style("screen--selection"))
        return strip.apply_offsets(0, line)

    def _line(self, table: HeatTable, line: int) -> Strip:
        below = line - table.length(self._paint)
        if below < 0:
            return Strip(table.line(line, self._paint))
        return self._below[below] if below < len(self._below) else Strip([])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected part of the picture, without its colours."""
        if (table := self._table) is None:
            return None
        length = table.length(self._paint) + len(self._below)
        return selected_part([self._line(table, y).text.rstrip() for y in range(length)], selection)

    # The mouse

    def _at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        table = self._table
        inside = event.get_content_offset(self)
        if table is None or inside is None:
            return None
        y = inside.y if inside.y < table.plan(self._paint).heads else inside.y + self.scroll_offset.y
        return table.at(inside.x, y, self._paint)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The cell under the mouse is marked, and read out in words."""
        cell = self._at(event)
        if cell != self.cell:
            self.cell = cell
            if self._table is not None:
                self._table = replace(self._table, cell=cell)
            self.tooltip = self._in_words(cell)
            self.refresh()

    def on_leave(self) -> None:
        """No cell is under the mouse any more."""
        if self.cell is not None and self._table is not None:
            self.cell, self._table = None, replace(self._table, cell=None)
            self.refresh()

    def _in_words(self, cell: tuple[int, int] | None) -> str | None:
        if cell is None:
            return None
        row, column = cell
        weight = self.rows[row][column]
        told = f"{weight:.3f}" if weight else "nothing: it may not look there"
        return f"{self.labels[row]} → {self.labels[column]}  {told}"

    def on_click(self, event: events.Click) -> None:
        """A click on a row picks its token."""
        table, inside = self._table, event.get_content_offset(self)
        if table is None or inside is None:
            return
        plan = table.plan(self._paint)
        row = (inside.y + self.scroll_offset.y - plan.heads) // plan.tall
        if inside.y >= plan.heads and row < len(self.rows):
            self.post_message(self.Picked(row))
