"""An input for a number, a shape or an order."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class AnswerField(Input):
    """Does not take a question mark, so that ``?`` shows the keys as elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "screen.keys", "keys", show=False, priority=True)
    ]

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """All keys that Textual's input takes, except the question mark."""
        return key != "question_mark" and super().check_consume_key(key, character)
