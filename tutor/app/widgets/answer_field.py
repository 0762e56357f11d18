"""An input for a number, a shape or an order."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class AnswerField(Input):
    """Ignores the question mark, so that ``?`` shows the page of keys, as it does elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "screen.keys", "keys", show=False, priority=True)
    ]

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """As for Textual's input, except the question mark."""
        return key != "question_mark" and super().check_consume_key(key, character)
