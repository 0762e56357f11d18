"""A frame of text that is scrolled with the vertical keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

SOUGHT = 40  # letters and digits of a sentence that tell it from others
OVERLAP = 2  # lines of the page before that stay in sight: the eye finds its place again


class SectionView(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Left and right are for the sizes, so only the vertical keys scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown,space", "page_down", "Page down", show=False),
        Binding("home", "scroll_home", "Top", show=False),
        Binding("end", "scroll_end", "End", show=False),
    ]

    def action_page_down(self) -> None:
        """A page, less the last lines of this one."""
        self._page(1)

    def action_page_up(self) -> None:
        """A page back, less the first lines of this one."""
        self._page(-1)

    def row_of(self, words: str) -> int | None:
        """The row, from the top of the text, on which these words begin; None where they do not stand in its prose."""
        wanted = _letters(words)[:SOUGHT]
        for part in self.children if wanted else ():
            if isinstance(part, Static):
                rows = [_letters(strip.text) for strip in part.render_lines(part.outer_size.region)]
                at = "".join(rows).find(wanted)
                for row, letters in enumerate(rows if at >= 0 else ()):
                    if at < len(letters):
                        return part.virtual_region.y + row
                    at -= len(letters)
        return None

    def show_row(self, row: int) -> None:
        """Have this row in the upper part of the frame; the first page where it stands on that."""
        first = row < self.scrollable_content_region.height - OVERLAP
        self.scroll_to(y=0 if first else row - OVERLAP, animate=False, immediate=True)

    def _page(self, step: int) -> None:
        height = self.scrollable_content_region.height
        self.scroll_relative(y=step * max(height - OVERLAP, height // 2, 1))


def looked_at(parts: Sequence[Region], frame: Region) -> int:
    """Which of ``parts``, from top to bottom, a reader of ``frame`` means.

    The uppermost of which at least half can be seen (or half of the frame, where it is
    longer), otherwise the one that shows most, or is nearest. The tail of a block that was
    read already does not come before the block that fills the screen.
    """
    seen = [min(part.bottom, frame.bottom) - max(part.y, frame.y) for part in parts]
    for number, part in enumerate(parts):
        if 2 * seen[number] >= min(part.height, frame.height):
            return number
    return seen.index(max(seen))


def _letters(text: str) -> str:
    """What remains of a text however it is broken and whatever signs stand around it."""
    return "".join(character for character in text.casefold() if character.isalnum())
