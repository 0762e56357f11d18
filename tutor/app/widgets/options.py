"""A list to choose from: Textual's, for keys that come before it has been laid out."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList

LED = "led"  # the class of a list whose chosen line a field above it moves


class Options(OptionList):
    """A page up or down is a matter of lines, and there are none while the list is folded away or new.

    The chosen line of the list that has the focus has one ink: its colours could not be read on that ground.
    """

    def render_line(self, y: int) -> Strip:
        """As Textual has it, but for the chosen line."""
        strip = super().render_line(y)
        line = self.scroll_offset.y + y
        shown = line < len(self._lines) and self._lines[line][0] == self.highlighted
        if not shown or not (self.has_focus or self.has_class(LED)):
            return strip
        names = ("option-list--option", "option-list--option-highlighted")
        chosen = self.get_visual_style(*names).rich_style
        ink = Style(color=chosen.color, bgcolor=chosen.bgcolor, dim=False)
        return Strip([Segment(one.text, (one.style or Style()) + ink) for one in strip], strip.cell_length)

    def _move_page(self, direction: Literal[-1, 1]) -> None:
        """A page; to the last line that can be chosen, where Textual's would choose none beyond it."""
        before = self.highlighted
        with suppress(KeyError):
            super()._move_page(direction)
        if self.highlighted is None and before is not None:
            ends = range(len(self.options) - 1, before, -1) if direction > 0 else range(before)
            self.highlighted = next((one for one in ends if not self.options[one].disabled), before)
