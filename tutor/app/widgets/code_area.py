"""An editor for Python: new lines keep the indentation, and text can be found."""

from __future__ import annotations

from textual.events import Key
from textual.widgets.text_area import Location, Selection

from tutor.app.screens.playground_screen import Draft

INDENT = 4


class CodeArea(Draft):
    """The text of a file."""

    def on_key(self, event: Key) -> None:
        """Start a new line under the previous one, and one step further in after a colon."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            row, column = min(self.selection)
            before = self.document[row][:column]
            indent = before[: len(before) - len(before.lstrip())]
            indent += " " * INDENT * before.rstrip().endswith(":")
            self.replace(f"\n{indent}", *self.selection, maintain_selection_offset=False)
            self.scroll_cursor_visible()
        elif event.key == "shift+tab":
            event.stop()
            event.prevent_default()
            row, column = self.cursor_location
            line = self.document[row]
            if less := min(INDENT, len(line) - len(line.lstrip(" "))):
                self.delete((row, 0), (row, less))

    def action_delete_left(self) -> None:
        """Delete a character, or one step of indentation in front of the line's first letter."""
        row, column = self.cursor_location
        if self.selection.is_empty and column and not self.document[row][:column].strip(" "):
            self.delete(
                (row, (column - 1) // INDENT * INDENT), (row, column), maintain_selection_offset=False
            )
        else:
            super().action_delete_left()

    def find(self, words: str, start: Location, *, back: bool = False) -> bool:
        """Select the next ``words`` from ``start`` on, or the last ones before it, around the end of the text."""
        text, wanted = self.text.lower(), words.lower()
        if not wanted or len(text) != len(self.text):  # a letter that is longer in lower case
            text, wanted = self.text, words
        at = len("\n".join([*self.document.lines[: start[0]], self.document[start[0]][: start[1]]]))
        if back:
            found = text.rfind(wanted, 0, at)
            found = text.rfind(wanted) if found < 0 else found
        else:
            found = text.find(wanted, at)
            found = text.find(wanted) if found < 0 else found
        if not words or found < 0:
            return False
        self.selection = Selection(_place(text, found), _place(text, found + len(words)))
        self.scroll_cursor_visible(center=True)
        return True


def _place(text: str, index: int) -> Location:
    before = text[:index]
    return before.count("\n"), index - (before.rfind("\n") + 1)
