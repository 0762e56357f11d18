"""One head's grid: moves by token, keeps the chosen row in sight, and tells which row was clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from tutor.app.drawing import Fitted
from tutor.render.attention import attention_grid, names_columns
from tutor.render.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.app.looking import Drawn
    from tutor.model.look import Row


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

    def compose(self) -> ComposeResult:
        """One piece of text."""
        yield Static("", id="grid-text")

    def show(
        self, rows: tuple[Row, ...], labels: tuple[str, ...], chosen: int | None, drawn: Drawn = "shades"
    ) -> None:
        """Draw these weights, and have the chosen row in sight."""
        self.rows, self.labels, self.chosen, self.drawn = rows, labels, chosen, drawn
        self.query_one("#grid-text", Static).update(Fitted(self._draw))
        if chosen is not None:
            self.call_after_refresh(self._into_sight, chosen)

    def _into_sight(self, row: int) -> None:
        line = row + self.headed if row else 0  # with the first row, the names of the columns
        self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True)

    def _draw(self, width: int) -> RenderableType:
        numbers = self.drawn == "numbers"
        self.headed = names_columns(self.labels, width, numbers)
        return attention_grid(
            self.rows,
            self.labels,
            chosen=self.chosen,
            width=width,
            numbers=numbers,
            symbols=ASCII if self.drawn == "plain" else UNICODE,
        )

    def on_click(self, event: events.Click) -> None:
        """A click on a row picks its token."""
        if event.widget is self.query_one("#grid-text", Static):
            row = event.y - self.headed
            if 0 <= row < len(self.rows):
                self.post_message(self.Picked(row))
