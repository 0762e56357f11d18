"""A Static whose text can be selected with the mouse, whatever it draws: Textual gives no text of Rich renderables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import RichVisual
from textual.widgets import Static


class SelectableStatic(Static):
    """What is selected are the lines as they stand on the screen; plain text is left to Textual."""

    _painting = False

    @property
    def lines(self) -> list[str]:
        """The text as it is drawn, without blanks at the ends of lines."""
        if self._dirty_regions:
            self._render_content()
        return [strip.text.rstrip() for strip in self._render_cache.lines]

    def render_lines(self, crop: Region) -> list[Strip]:
        """As Textual does it; what is painted needs no offsets."""
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False

    def render_line(self, y: int) -> Strip:
        """The line with what is selected marked; for the mouse, with the place of each character in the text."""
        strip = super().render_line(y)
        if not isinstance(self.visual, RichVisual):
            return strip
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(y)) is not None:
            marked = self.screen.get_component_rich_style("screen--selection")
            strip = with_selection(strip, span, marked)
        if self._painting:
            return strip
        # A drag may begin or end on an empty line.
        return (strip if strip.text else Strip.blank(max(self.size.width, 1))).apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected part of each line; None where nothing but blanks is selected."""
        if not isinstance(self.visual, RichVisual):
            return super().get_selection(selection)
        return selected_part(self.lines, selection)


def selected_part(lines: list[str], selection: Selection) -> tuple[str, str] | None:
    """The selected part of each line and what joins it to what follows; None where only blanks are selected."""
    parts = list(starmap(_part, _spans(lines, selection)))
    return ("\n".join(parts), "\n") if any(parts) else None


def _spans(lines: list[str], selection: Selection) -> Iterator[tuple[str, tuple[int, int]]]:
    for y, line in enumerate(lines):
        if (span := selection.get_span(y)) is not None:
            yield line, span


def _part(line: str, span: tuple[int, int]) -> str:
    start, end = span
    return (line[start:] if end < 0 else line[start:end]).rstrip()


def with_selection(strip: Strip, span: tuple[int, int], style: Style) -> Strip:
    """``strip`` with ``style`` over the characters of ``span``; an end of -1 is the end of the line."""
    start, end = span
    text = strip.text
    first, length = cell_len(text[:start]), strip.cell_length
    last = length if end < 0 else max(first, cell_len(text[:end]))
    within = strip.crop(first, last)
    marked = [
        Segment(segment.text, style if segment.style is None else segment.style + style) for segment in within
    ]
    return Strip.join([strip.crop(0, first), Strip(marked, within.cell_length), strip.crop(last)])
