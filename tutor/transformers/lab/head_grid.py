"""One head's heat map: keeps the selected row visible, describes the cell under the mouse, reports clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.final_style import FinalStyle, final_style, without_colours
from tutor.app.widgets.frame_sides import FrameSides
from tutor.app.widgets.selectable import selected_part, with_selection
from tutor.transformers.lab.attention_view import attention_grid
from tutor.transformers.lab.grid_image import GridImage, is_long
from tutor.transformers.lab.row_steps_view import steps_below
from tutor.views.heat_colours import Paint
from tutor.views.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.app.graphics import TerminalGraphics
    from tutor.transformers.lab.lab_state import Drawn
    from tutor.transformers.models.head_rows import Row
    from tutor.transformers.models.row_steps import AttentionRow
    from tutor.views.heat import HeatTable


class HeadGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """Its keys select tokens. Scrolls its own content, with the column labels fixed.

    Lines are rendered on demand from cached cells, so that a key redraws 32 tokens in a few ms.
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
        self.signed = False
        self._image: GridImage | None = None
        self._table: HeatTable | None = None
        self._below: list[list[Segment]] = []
        self._lines: list[list[Segment]] = []
        self._strips: dict[int, Strip] = {}  # of the lines that were shown, on this background
        self._drawn: tuple[HeatTable, Paint] | None = None
        self._painting = False
        self._finish: FinalStyle | None = None
        self._sides = FrameSides(self)
        self._paint = Paint()

    def show(
        self,
        rows: tuple[Row, ...],
        labels: tuple[str, ...],
        chosen: int | None,
        drawn: Drawn = "shades",
        made: AttentionRow | None = None,
        *,
        signed: bool = False,
    ) -> None:
        """Draw these weights, or ``signed`` differences, and scroll to the selected row. If there is room, show the
        steps ``made`` below."""
        if len(rows) != len(self.rows):
            self.cell = None
        self.rows, self.labels, self.chosen, self.drawn, self.made = rows, labels, chosen, drawn, made
        self.signed = signed
        self._lay_out()

    def on_mount(self) -> None:
        """Redraw cached lines when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self._lay_out_anew))

    def _lay_out_anew(self) -> None:
        self._finish = None
        self._lay_out()

    def notify_style_update(self) -> None:
        """The background may be another one."""
        super().notify_style_update()
        self._finish = None

    def on_resize(self) -> None:
        """Fit the cells to the new size."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.size
        if not self.rows or not width:
            return
        paint = Paint("none") if self.drawn == "plain" else Paint.of(self.app.console)
        if self._finish is None:
            self._finish = final_style(self)
        paint = replace(paint, finish=self._finish)
        if paint != self._paint:
            self._paint = paint
        table = self._grid(width, height)
        if table.length(self._paint) > height:
            width -= 1  # for the scrollbar
            table = table.elsewhere(width=width)
        self._below = self._steps(table, width, height)
        if self._below:  # the steps take room from the cells
            table = table.elsewhere(height=height - len(self._below))
        self._table = table
        self.virtual_size = Size(width, table.length(self._paint) + len(self._below))
        if self.chosen is not None:
            self._into_sight(table, self.chosen)
        self._draw()
        self._show_image(table)

    def _show_image(self, table: HeatTable) -> None:
        """Draw in pixels if the terminal supports it and text would be too small."""
        graphics: TerminalGraphics | None = getattr(self.app, "graphics", None)
        if graphics is None:
            return
        fits = self.drawn == "shades" and self._paint.system in ("truecolor", "256")
        if not (fits and is_long(table, self._paint, self.size.height)):
            if self._image is not None:
                self._image.display = False
            return
        assert isinstance(self.parent, Widget)
        if self._image is None:
            try:
                self._image = GridImage(graphics, self._in_words, self._pick)
            except (ImportError, AttributeError, TypeError):  # the library has another version, so use text
                self.app.graphics = None  # type: ignore[attr-defined]
                return
            self.parent.mount(self._image)
        region = self.content_region.translate(-self.parent.content_region.offset)
        self.call_after_refresh(self._image.cover, region, table, self._paint, signed=self.signed)

    def _draw(self) -> None:
        """Draw only changed lines: in a causal model, adding a word does not change earlier rows."""
        table, before, paint = self._table, self._lines, self._paint
        if table is None:
            return
        like = self._drawn[0] if self._drawn is not None and self._drawn[1] == paint else None
        heads = table.plan(paint).heads
        if like is not None and table.heads_like(like, paint):
            lines = before[:heads]
        else:
            lines = [table.line(y, paint) for y in range(heads)]
        for row in range(len(table.rows)):
            first, tall = table.lines_of(row, paint)
            if like is not None and table.lines_like(like, row, paint):
                lines += before[first : first + tall]
            else:
                lines += [table.line(y, paint) for y in range(first, first + tall)]
        if like is not None and table.end_like(like, paint):
            lines += before[len(lines) : table.length(paint)]
        else:
            lines += [table.line(y, paint) for y in range(len(lines), table.length(paint))]
        lines += self._below
        self._lines, self._drawn = lines, (table, paint)
        if len(before) != len(lines) or self.scroll_offset.y:
            self._strips.clear()
            self.refresh()
            return
        changed = [
            y for y, (old, new) in enumerate(zip(before, lines, strict=True)) if old is not new and old != new
        ]
        for y in changed:
            self._strips.pop(y, None)
        if changed:
            self.refresh(*(Region(0, first, self.size.width, count) for first, count in _runs(changed)))

    def _grid(self, width: int, height: int) -> HeatTable:
        return attention_grid(
            self.rows,
            self.labels,
            chosen=self.chosen,
            cell=self.cell,
            width=width,
            height=height,
            numbers=self.drawn == "numbers",
            legend=not self.signed,
            signed=self.signed,
            symbols=ASCII if self.drawn == "plain" else UNICODE,
        )

    def _steps(self, table: HeatTable, width: int, height: int) -> list[list[Segment]]:
        """The steps to the selected row, if they are visible without scrolling."""
        texts = steps_below(self.made, table, self._paint) if self.made is not None else []
        if not texts or table.elsewhere(height=None, legend=False).length(self._paint) + len(texts) > height:
            return []
        return [self._line(text, width) for text in texts]

    def _line(self, text: Text, width: int) -> list[Segment]:
        options = self.app.console.options.update(width=width, no_wrap=True)
        lines = self.app.console.render_lines(text, options)
        return self._paint.finished(lines[0]) if lines else []

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
        """The column labels stay fixed; the rest scrolls below them."""
        line = y if y < self._heads else y + self.scroll_offset.y
        strip = self._strip(line, self.size.width)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(line)) is not None:
            strip = with_selection(strip, span, self.screen.get_component_rich_style("screen--selection"))
        return strip if self._painting else strip.apply_offsets(0, line)

    def _content(self) -> Callable[[int], Strip]:
        if self.text_selection is not None:
            return self.render_line
        width, heads, down = self.size.width, self._heads, self.scroll_offset.y
        return lambda y: self._strip(y if y < heads else y + down, width)

    @property
    def _heads(self) -> int:
        return self._table.plan(self._paint).heads if self._table is not None else 0

    def _strip(self, line: int, width: int) -> Strip:
        strip = self._strips.get(line)
        if strip is None or strip.cell_length != width:
            strip = self._fitted(self._lines[line] if line < len(self._lines) else [], width)
            self._strips[line] = strip
        return strip

    def _fitted(self, parts: list[Segment], width: int) -> Strip:
        short = width - cell_len("".join([part.text for part in parts]))
        if short >= 0:
            finish = self._paint.finish or final_style(self)  # the second before the first drawing
            return Strip([*parts, Segment(" " * short, finish(None))], width)
        return Strip(parts, width - short).crop(0, width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Without the offsets that only the mouse needs."""
        self._painting, draw = True, super().render_lines
        try:
            if self.get_line_filters():  # as without colours
                return draw(crop)
            return self._sides.lines(crop, draw, self._content())
        finally:
            self._painting = False

    def get_line_filters(self) -> list[LineFilter]:
        """The lines have final styles."""
        return without_colours(super().get_line_filters())

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without colours."""
        texts = ["".join(part.text for part in line).rstrip() for line in self._lines]
        return selected_part(texts, selection)

    # The mouse

    def _at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        table = self._table
        inside = event.get_content_offset(self)
        if table is None or inside is None:
            return None
        y = inside.y if inside.y < table.plan(self._paint).heads else inside.y + self.scroll_offset.y
        return table.at(inside.x, y, self._paint)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the cell under the mouse and describe it in words."""
        cell = self._at(event)
        if cell != self.cell:
            self.cell = cell
            if self._table is not None:
                self._table = self._table.elsewhere(cell=cell)
            self.tooltip = self._in_words(cell)
            self._draw()

    def on_leave(self) -> None:
        """Unmark the cell."""
        if self.cell is not None and self._table is not None:
            self.cell, self._table = None, self._table.elsewhere(cell=None)
            self._draw()

    def _in_words(self, cell: tuple[int, int] | None) -> str | None:
        if cell is None:
            return None
        row, column = cell
        weight = self.rows[row][column]
        told = f"{weight:.3f}" if weight else "masked: it may not look there"
        if self.signed:
            told = f"{weight:+.3f}, the difference of the two heads"
        return f"{self.labels[row]} → {self.labels[column]}  {told}"

    def _pick(self, row: int) -> None:
        self.post_message(self.Picked(row))

    def on_click(self, event: events.Click) -> None:
        """Select the clicked row's token."""
        table, inside = self._table, event.get_content_offset(self)
        if table is None or inside is None:
            return
        plan = table.plan(self._paint)
        row = (inside.y + self.scroll_offset.y - plan.heads) // plan.tall
        if inside.y >= plan.heads and row < len(self.rows):
            self.post_message(self.Picked(row))


def _runs(lines: list[int]) -> list[tuple[int, int]]:
    """Adjacent lines together: the first of each run, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for line in lines:
        if runs and line == sum(runs[-1]):
            runs[-1] = runs[-1][0], runs[-1][1] + 1
        else:
            runs.append((line, 1))
    return runs
