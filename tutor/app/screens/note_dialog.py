"""The editor of a note, in a dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import TextArea

from tutor.app.keys import Key
from tutor.app.screens.dialogs import Dialog

PAUSE = 1.0  # seconds without a key until the text is saved


class NoteDialog(Dialog[str]):
    """A note editor. ``keep`` saves the text after each pause, and returns an error message or ""."""

    HEADING = "Note"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", row="type", help="the note; it is saved as you write"),
        Key("escape", "leave", foot="save and close", help="save it and close", priority=True),
        Key("f1", "keys", foot="keys", label="the keys"),
    )

    def __init__(self, title: str, text: str, keep: Callable[[str], str]) -> None:
        super().__init__()
        self.heading, self.kept, self.keep = title, text, keep
        self.pause: Timer | None = None
        self.problem = ""

    def content(self) -> ComposeResult:
        """A frame around the editor."""
        with Vertical(classes="dialog note") as frame:
            frame.border_title = self.heading
            yield TextArea(self.kept, soft_wrap=True)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self.pause is not None:
            self.pause.stop()
        self.pause = self.set_timer(PAUSE, self.keep_now)

    def keep_now(self) -> bool:
        """Save the text if it has changed. Returns False if that failed."""
        text = self.query_one(TextArea).text
        if text == self.kept:
            return True
        if problem := self.keep(text):
            self.problem = problem
            return False
        self.kept = text
        return True

    def leave(self) -> None:
        """Close with the saved text."""
        self.keep_now()
        self.close_with(self.kept)

    def action_leave(self) -> None:
        """Like ``leave``, but if the text cannot be saved, close only on the second try, so that the learner can copy
        it."""
        told = self.problem
        if self.keep_now() or (told and told == self.problem):
            self.close_with(self.kept)
        else:
            self.notify(
                f"{self.problem}\nPress esc again to close without saving.", severity="error", markup=False
            )
