"""A dialog for two words that the model may predict."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tutor.app.keys import Key
from tutor.app.screens.dialogs import Dialog

SAID = (
    "A head's effect on the next word is measured by comparing two words: how much more the head raises the "
    "first than the second. Leave the field empty to compare the two likeliest.\n"
)


class WordsDialog(Dialog[str]):
    """Returns the typed text, or None if closed by esc."""

    HEADING = "Two words"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", row="type", help="two words with a space between them, such as: are is"),
        Key("", sign="enter", foot="compare", row="enter", help="compare them"),
        Key("escape", "leave", foot="close", help="close it"),
        Key("f1", "keys", foot="keys", label="the keys"),
    )

    def __init__(self, now: tuple[str, str]) -> None:
        super().__init__()
        self.now = now

    def content(self) -> ComposeResult:
        """An explanation above an input."""
        with Vertical(classes="dialog ask") as frame:
            frame.border_title = "Compare two words"
            yield Static(Text(SAID))
            yield Input(placeholder=" ".join(self.now), compact=True)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self.close_with(event.value.strip())

    def action_leave(self) -> None:
        """Close without a change."""
        self.leave()
