"""A line that offers something: reached with tab, accepted with enter or a click."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Static

from tutor.app.keys import Key, bindings


class Offer(Static, can_focus=True):
    """Says what it offers and which keys accept it from the current focus; hidden if it offers nothing."""

    HEADING = ""
    KEYS = (Key("enter,space", "take", foot="accept", row="enter", help="accept the offer"),)
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    class Taken(Message):
        """The offer was accepted."""

    def __init__(self, words: str = "") -> None:
        super().__init__("", classes="offer", markup=False)
        self.words = ""
        self.offer(words)

    def all_keys(self) -> tuple[Key, ...]:
        """The key that accepts it."""
        return self.KEYS

    def offer(self, words: str) -> None:
        """Offer this; without words, hide."""
        self.words = words
        self.display = bool(words)
        self._draw(self.has_focus)

    def _draw(self, near: bool) -> None:
        way = "enter" if near else "tab to here, enter"
        self.update(Text.assemble("▸ ", (self.words, "bold" if near else ""), (f"   {way}", "dim")))

    def on_focus(self) -> None:
        """Update the text: now a single key accepts the offer."""
        self._draw(True)

    def on_blur(self) -> None:
        """Update the text: now it takes two keys to accept the offer."""
        self._draw(False)

    def on_click(self, event: events.Click) -> None:
        """Accept, as enter does."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Post ``Taken``."""
        if self.words:
            self.post_message(self.Taken())
