"""One head's grid: moves by token, keeps the chosen row in sight, and tells which row was clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group, RenderableType
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.transformers.lab.attention_view import attention_grid, names_columns
from tutor.transformers.lab.row_steps_view import steps_below
from tutor.views.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import Drawn
    from tutor.transformers.models.model_run import Row
    from tutor.transformers.models.row_steps import AttentionRow


class HeadGrid(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Its keys choose; it scrolls by itself."""

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
        self.headed = False
        self.made: AttentionRow | None = None

    def compose(self) -> ComposeResult:
        """One piece of text."""
        yield SelectableStatic("", id="grid-text")

    def show(
        self,
        rows: tuple[Row, ...],
        labels: tuple[str, ...],
        chosen: int | None,
        drawn: Drawn = "shades",
        made: AttentionRow | None = None,
    ) -> None:
        """Draw these weights, and have the chosen row in sight; below, if there is room, how it is ``made``."""
        self.rows, self.labels, self.chosen, self.drawn, self.made = rows, labels, chosen, drawn, made
        self.query_one("#grid-text", Static).update(Fitted(self._draw))
        if chosen is not None:
            self.call_after_refresh(self._into_sight, chosen)

    def _into_sight(self, row: int) -> None:
        line = row + self.headed if row else 0  # with the first row, the names of the columns
        self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True)

    def _draw(self, width: int) -> RenderableType:
        numbers = self.drawn == "numbers"
        symbols = ASCII if self.drawn == "plain" else UNICODE
        self.headed = names_columns(self.labels, width, numbers)
        grid = attention_grid(
            self.rows,
            self.labels,
            chosen=self.chosen,
            width=width,
            numbers=numbers,
            symbols=symbols,
        )
        if self.made is None:
            return grid
        steps = steps_below(self.made, self.labels, width, numbers=numbers, symbols=symbols)
        return Group(grid, *steps) if self.headed + len(self.rows) + len(steps) <= self.size.height else grid

    def on_click(self, event: events.Click) -> None:
        """A click on a row picks its token."""
        if event.widget is self.query_one("#grid-text", Static):
            row = event.y - self.headed
            if 0 <= row < len(self.rows):
                self.post_message(self.Picked(row))
