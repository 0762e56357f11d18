"""Textual's list, made safe for keys that arrive before it is laid out."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList

LED = "led"  # the class of a list whose selection an input above it controls


class Options(OptionList):
    """Paging needs a layout, which a hidden or new list lacks.

    The selected line of a focused list has a single text colour, because its own colours would be unreadable there.
    """

    def render_line(self, y: int) -> Strip:
        """As in Textual, except for the selected line."""
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
        """Move by a page, or to the last selectable line if there is less; Textual would select nothing in that
        case."""
        before = self.highlighted
        with suppress(KeyError):
            super()._move_page(direction)
        if self.highlighted is None and before is not None:
            ends = range(len(self.options) - 1, before, -1) if direction > 0 else range(before)
            self.highlighted = next((one for one in ends if not self.options[one].disabled), before)
