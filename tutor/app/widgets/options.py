"""A list to choose from: Textual's, for keys that come before it has been laid out."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from textual.widgets import OptionList


class Options(OptionList):
    """A page up or down is a matter of lines, and there are none while the list is folded away or new."""

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        """A page; to the last line that can be chosen, where Textual's would choose none beyond it."""
        before = self.highlighted
        with suppress(KeyError):
            super()._move_page(direction)
        if self.highlighted is None and before is not None:
            ends = range(len(self.options) - 1, before, -1) if direction > 0 else range(before)
            self.highlighted = next((one for one in ends if not self.options[one].disabled), before)
