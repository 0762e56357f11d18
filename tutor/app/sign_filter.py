"""Converts each line of the screen to the characters of a terminal without Unicode."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from tutor.views.plain_signs import in_one_cell, in_words

Cells = list[tuple[str, Style | None]]


class SignFilter(LineFilter):
    """Replaces characters missing from ``charset``: borders with ``+-|``, √ with sqrt if the line has room for it."""

    def __init__(self, charset: str) -> None:
        super().__init__()
        self._has = lru_cache(4096)(lambda sign: _has(charset, sign))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Convert the line, keeping its width."""
        if all(segment.text.isascii() or segment.control for segment in segments):
            return segments
        plain: list[Segment] = []
        line: Cells = []
        for segment in segments:
            if segment.control:
                plain.append(segment)
            else:
                line += ((sign, segment.style) for sign in segment.text)
        return [*plain, *_joined(self._in_words(line) or self._in_cells(line))]

    def _in_cells(self, line: Cells) -> Cells:
        """Replace each cell on its own."""
        written: Cells = []
        for sign, style in line:
            width = get_character_cell_size(sign)
            shown = sign if self._has(sign) else in_one_cell(sign) if width else ""
            written.append((shown.ljust(width) if shown is not sign else sign, style))
        return written

    def _in_words(self, line: Cells) -> Cells | None:
        """Replace characters with readable words, which take room from the gaps that follow. None if the gaps are too
        small."""
        written: Cells = []
        owed = 0
        before = ""
        for sign, style in line:
            if owed and sign == before == " ":
                owed -= 1
                continue
            if owed and sign in "│┃║▌▐":
                return None
            before = sign
            if self._has(sign):
                written.append((sign, style))
                continue
            width = get_character_cell_size(sign)
            words = in_words(sign).ljust(width) if width else ""
            owed += len(words) - width
            owed -= _closed_up(written, owed)
            written.append((words, style))
        return None if owed else written


def _closed_up(written: Cells, most: int) -> int:
    """Take up to ``most`` cells from the gap before the last word. Returns the number taken."""
    end = len(written)
    while end and written[end - 1][0] != " ":
        end -= 1
    start = end
    while start and written[start - 1][0] == " ":
        start -= 1
    taken = max(0, min(most, end - start - 1)) if start else 0
    del written[end - taken : end]
    return taken


def _has(charset: str, sign: str) -> bool:
    try:
        sign.encode(charset)
    except (UnicodeEncodeError, LookupError):
        return sign.isascii()
    return True


def _joined(cells: Cells) -> list[Segment]:
    segments: list[Segment] = []
    for text, style in cells:
        if segments and segments[-1].style is style:
            segments[-1] = Segment(segments[-1].text + text, style)
        else:
            segments.append(Segment(text, style))
    return segments
