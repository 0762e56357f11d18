"""A field for the value of a size."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tutor.app.keys import Key
from tutor.app.screens.dialogs import Dialog
from tutor.course.quantities import Quantity
from tutor.course.size_values import EXAMPLES, Size, allowed, read_size, size_text
from tutor.views.symbols import STYLES


class SizeDialog(Dialog[Size]):
    """Stays open, and says what is wrong, until a value is typed that the size can have."""

    HEADING = "A size"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", row="type", help=f"a number, {EXAMPLES}"),
        Key("", sign="enter", foot="set", row="enter", help="set the size"),
        Key("escape", "leave", foot="close", help="close the field; the size stays"),
        Key("f1", "keys", foot="keys", label="the keys"),
    )

    def __init__(self, title: str, value: Size, own: Size, quantity: Quantity | None) -> None:
        super().__init__()
        self.size_title, self.value, self.own, self.quantity = title, value, own, quantity

    def content(self) -> ComposeResult:
        """The field, with the range and the usual values below it."""
        with Vertical(classes="dialog size") as frame:
            frame.border_title = self.size_title
            yield Input(placeholder=f"now {size_text(self.value, self.quantity)}", compact=True)
            yield Static(self._about(), id="about")

    def _about(self) -> Text:
        unit = f"Unit: {self.quantity.unit}. " if self.quantity and self.quantity.unit else ""
        allowed_values = allowed(self.own, self.quantity)
        about = Text(f"\n{unit}A number {allowed_values}".rstrip() + f", {EXAMPLES}.", style=STYLES["quiet"])
        if self.quantity and self.quantity.values:
            about.append("\nUsual: " + "  ".join(f"{value:,g}" for value in self.quantity.values))
        return about

    @on(Input.Changed)
    def _retyped(self) -> None:
        self.query_one("#about", Static).update(self._about())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self.close_with()
            return
        try:
            value = read_size(event.value, self.own, self.quantity, self.size_title)
        except ValueError as error:
            self.query_one("#about", Static).update(Text(f"\n{error}", style=STYLES["failed"]))
        else:
            self.close_with(value)

    def action_leave(self) -> None:
        self.leave()
