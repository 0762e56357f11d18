"""A line that offers something more: reached with tab, taken with enter or a click."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Static

from tutor.app.keys import Key, bindings


class Offer(Static, can_focus=True):
    """Says what it offers, and how it is taken from where the focus is; not there while it offers nothing."""

    HEADING = ""
    KEYS = (Key("enter,space", "take", foot="accept", row="enter", help="accept the offer"),)
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    class Taken(Message):
        """The offer was taken."""

    def __init__(self, words: str = "") -> None:
        super().__init__("", classes="offer", markup=False)
        self.words = ""
        self.offer(words)

    def all_keys(self) -> tuple[Key, ...]:
        """The key that takes it."""
        return self.KEYS

    def offer(self, words: str) -> None:
        """Offer this; nothing, with no words."""
        self.words = words
        self.display = bool(words)
        self._draw(self.has_focus)

    def _draw(self, near: bool) -> None:
        way = "enter" if near else "tab to here, enter"
        self.update(Text.assemble("▸ ", (self.words, "bold" if near else ""), (f"   {way}", "dim")))

    def on_focus(self) -> None:
        """One key takes it now."""
        self._draw(True)

    def on_blur(self) -> None:
        """It is two keys away."""
        self._draw(False)

    def on_click(self, event: events.Click) -> None:
        """As enter does."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Tell whoever offers."""
        if self.words:
            self.post_message(self.Taken())
