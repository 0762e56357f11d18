"""A Static with text that the mouse can select, whatever it draws. Textual supports that only for
its own renderables."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import starmap

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.reactive import Reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, RichVisual, Visual
from textual.widget import Widget
from textual.widgets import Static

from tutor.app.rich_theme import look_of


class DrawnOnce(RichVisual):
    """Content drawn by Rich. Textual draws it twice, to count its lines and to show them; this draws it once."""

    def __init__(self, widget: Widget, of: RichVisual) -> None:
        super().__init__(widget, of._renderable)
        self.of = of
        self._kept: tuple[Hashable, list[Strip]] | None = None

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The number of lines at this width."""
        style = self._widget.visual_style
        return len(self._strips(width, style, RenderOptions(self._widget._get_style, rules)))

    def render_strips(
        self, width: int, height: int | None, style: VisualStyle, options: RenderOptions
    ) -> list[Strip]:
        """The first ``height`` lines."""
        return self._strips(width, style, options)[:height]

    def _strips(self, width: int, style: VisualStyle, options: RenderOptions) -> list[Strip]:
        drawn_for = width, style.rich_style, look_of(self._widget.app.console)
        if self._kept is None or self._kept[0] != drawn_for:
            self._kept = drawn_for, super().render_strips(width, None, style, options)
        return self._kept[1]


class SelectableStatic(Static):
    """The selection consists of the lines as shown on the screen. Textual handles plain text."""

    auto_links = Reactive(
        False
    )  # it contains none of Textual's actions, and searching each line for them takes time
    _painting = False
    _drawn: DrawnOnce | None = None

    @property
    def visual(self) -> Visual:
        """Like Textual's, but Rich content is drawn only once."""
        found = super().visual
        if type(found) is not RichVisual:
            return found
        if self._drawn is None or self._drawn.of is not found:
            self._drawn = DrawnOnce(self, found)
        return self._drawn

    @property
    def lines(self) -> list[str]:
        """The drawn text, without trailing blanks."""
        if self._dirty_regions:
            self._render_content()
        return [strip.text.rstrip() for strip in self._render_cache.lines]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Like Textual's, but without offsets, which painting does not need."""
        self._painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._painting = False

    def render_line(self, y: int) -> Strip:
        """The line with the selection highlighted and, for the mouse, the text position of each character."""
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
        """The selected part of each line; None if it contains only blanks."""
        if not isinstance(self.visual, RichVisual):
            return super().get_selection(selection)
        return selected_part(self.lines, selection)


def selected_part(lines: list[str], selection: Selection) -> tuple[str, str] | None:
    """The selected part of each line, and its separator; None if only blanks are selected."""
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
    """``strip`` with ``style`` on the characters of ``span``; an end of -1 means the end of the line."""
    start, end = span
    text = strip.text
    first, length = cell_len(text[:start]), strip.cell_length
    last = length if end < 0 else max(first, cell_len(text[:end]))
    within = strip.crop(first, last)
    marked = [
        Segment(segment.text, style if segment.style is None else segment.style + style) for segment in within
    ]
    return Strip.join([strip.crop(0, first), Strip(marked, within.cell_length), strip.crop(last)])
