"""The sides of a widget's frame. Textual draws them again for every line, which takes longer than the lines."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class FrameSides:
    """What stands to the left and right of the content of ``widget``, in every line."""

    def __init__(self, widget: Widget) -> None:
        self.widget = widget
        self._for: Hashable = None
        self._sides: tuple[list[Segment], list[Segment]] = [], []
        self._whole: dict[int, tuple[Strip, Strip]] = {}  # by line: the content, and with the sides

    def lines(
        self, crop: Region, drawn: Callable[[Region], list[Strip]], content: Callable[[int], Strip]
    ) -> list[Strip]:
        """The lines of ``crop``: of the ``content`` between the sides, the others as ``drawn`` by Textual."""
        widget = self.widget
        inner, width = widget.content_region.translate(-widget.region.offset), widget.region.width
        rows = inner.line_range
        if not inner.width or not inner.height:
            return drawn(crop)
        styles = widget.styles
        look = inner, width, styles.border, styles.padding, widget.background_colors, widget.app.theme
        if look != self._for:
            line = drawn(Region(0, inner.y, width, 1))[0]
            self._for, self._sides = look, (list(line.crop(0, inner.x)), list(line.crop(inner.right)))
            self._whole.clear()
        lines = [
            self._line(y, content(y - inner.y), width) if y in rows else drawn(Region(0, y, width, 1))[0]
            for y in crop.line_range
        ]
        first, last = crop.column_span
        return lines if (first, last) == (0, width) else [line.crop(first, last) for line in lines]

    def _line(self, y: int, content: Strip, width: int) -> Strip:
        kept = self._whole.get(y)
        if kept is None or kept[0] is not content:
            left, right = self._sides
            kept = self._whole[y] = content, Strip([*left, *content, *right], width)
        return kept[1]
