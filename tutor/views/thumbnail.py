"""A small picture of many weights: two pixels per character, or one shade per pixel without colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style

from tutor.views.heat_colours import Paint
from tutor.views.symbols import UNICODE, Symbols

Rows = Sequence[Sequence[float]]
_LEVELS = (0.02, 0.15, 0.35, 0.6)
_UNICODE_SHADES, _ASCII_SHADES = "·░▒▓█", ".:+*#"


def thumbnail(
    rows: Rows, size: int, paint: Paint, symbols: Symbols = UNICODE, *, square: bool = False
) -> list[list[Segment]]:
    """Lines of at most ``size`` characters. If there are more weights, each pixel shows the largest of its patch,
    because a mean would hide a single large one. An exact 0 has no colour. ``square`` makes shades two characters wide
    if they fit."""
    small = shrunk(rows, size)
    if paint.shades:
        shades = _UNICODE_SHADES if symbols is UNICODE else _ASCII_SHADES
        times = 2 if square and small and 2 * len(small[0]) <= size else 1
        return [[Segment("".join(_shade(weight, shades) * times for weight in row))] for row in small]
    lines = []
    for y in range(0, len(small), 2):
        lower = small[y + 1] if y + 1 < len(small) else [0.0] * len(small[y])
        pairs = zip(map(_percent, small[y]), map(_percent, lower), strict=True)
        lines.append([_pixels(above, below, paint) for above, below in pairs])
    return lines


def shrunk(rows: Rows, size: int) -> list[list[float]]:
    """At most ``size`` × ``size`` numbers, each the largest of its patch."""
    if not rows or (len(rows) <= size and len(rows[0]) <= size):
        return [list(row) for row in rows]
    across, down = _patches(len(rows[0]), size), _patches(len(rows), size)
    lines = [[max(row[start:end]) for start, end in across] for row in rows]
    return [list(map(max, *lines[start:end])) if end - start > 1 else lines[start] for start, end in down]


def _patches(count: int, size: int) -> list[tuple[int, int]]:
    """``size`` ranges that cover ``count`` numbers, or one range per number if there are fewer."""
    size = min(size, count)
    return [(n * count // size, (n + 1) * count // size) for n in range(size)]


def _percent(weight: float) -> int:
    """A weight in percent, since more colours cannot be told apart; -1 for an exact 0."""
    return round(100 * weight) if weight else -1


@lru_cache(maxsize=16384)
def _pixels(above: int, below: int, paint: Paint) -> Segment:
    top = paint.colour_of_share(above / 100) if above >= 0 else None
    bottom = paint.colour_of_share(below / 100) if below >= 0 else None
    if top is None and bottom is None:
        return Segment(" ")
    if top is None:
        return Segment("▄", Style(color=bottom))
    return Segment("▀", Style(color=top, bgcolor=bottom))


def _shade(weight: float, shades: str) -> str:
    """The shade of a weight: blank for an exact 0, so that masked entries differ from tiny weights."""
    return shades[sum(weight >= level for level in _LEVELS)] if weight else " "
