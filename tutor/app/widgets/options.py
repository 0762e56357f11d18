"""A list to choose from: Textual's, for keys that come before it has been laid out."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from textual.widgets import OptionList


class Options(OptionList):
    """A page up or down is a matter of lines, and there are none while the list is folded away or new."""

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        with suppress(KeyError):
            super()._move_page(direction)
