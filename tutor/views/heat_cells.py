"""Draws the cells of a heat map and its legend. Cells are cached, because few of them differ."""

from __future__ import annotations

import math
from functools import lru_cache, partial

from rich.segment import Segment
from rich.style import Style

from tutor.views.heat_colours import POWER, Paint
from tutor.views.numbers import HUNDREDTHS
from tutor.views.symbols import STYLES, Symbols

_LEVELS = (0.03, 0.2, 0.4, 0.65)  # the fractions from which the next darker shade is drawn
_MARKS = (0.0, 0.05, 0.2, 0.5, 1.0)  # shares labelled in the legend
_QUIET, _FAILED = Style.parse(STYLES["quiet"]), Style.parse(STYLES["failed"])
_NONE = Style.null()


@lru_cache(maxsize=16384)
def colour_cell(
    paint: Paint,
    value: float,
    shares: bool,
    text: str,
    sign: str,
    wide: int,
    gap: int,
    last: bool,
    chosen: bool,
    picked: bool,
    empty: bool,
) -> tuple[Segment, ...]:
    """One line of one cell. Cached: few cells differ, so nearly all are cache hits."""
    body = wide - gap
    after = (Segment(" " * gap),) if gap else ()
    if empty:
        look = Style(bold=True) if chosen else _QUIET
        return Segment(_placed(text, sign, body), _FAILED if sign else look), *after
    style = paint.share(value, chosen) if shares else paint.signed(value, chosen)
    if last:
        half = "▀" if style.bgcolor is not None else " "  # with 16 colours, a value near 0 has none
        return Segment(half * body, Style(color=style.bgcolor)), *after
    if picked and body < 4:
        return Segment(f"{text or '◆':^{body}}", paint.accent), *after
    content = _placed(text, sign, body)
    if sign:
        style += Style(bold=True, underline=True)
    if not picked:
        return Segment(content, style), *after
    edge = Style(color=style.color, bgcolor=style.bgcolor)
    close = (
        (Segment(content[1:-1], style), Segment("▐", edge)) if body >= 5 else (Segment(content[1:], style),)
    )
    return Segment("▌", edge), *close, *after


class ShareCells(dict[float | None, tuple[Segment, ...]]):
    """One line of the cells of shares, by the share in hundredths; None is exactly 0. Made when first asked for.

    Shares below ``least`` have no number. A share of exactly 0 has ``dot``, if there is one.
    """

    def __init__(
        self, paint: Paint, wide: int, gap: int, least: float, dot: str, last: bool, chosen: bool
    ) -> None:
        super().__init__()
        self.make = partial(_share_cell, paint, wide, gap, least, dot, last, chosen)

    def __missing__(self, value: float | None) -> tuple[Segment, ...]:
        self[value] = made = self.make(value)
        return made


def _share_cell(
    paint: Paint,
    wide: int,
    gap: int,
    least: float,
    dot: str,
    last: bool,
    chosen: bool,
    value: float | None,
) -> tuple[Segment, ...]:
    share = value or 0.0
    text = HUNDREDTHS[share] if share >= least else ""
    if value is None and dot and least < math.inf:
        text = dot
    cell = colour_cell(paint, share, True, text, "", wide, gap, last, chosen, False, value is None)
    return tuple(paint.finished(list(cell)))


share_cells = lru_cache(maxsize=128)(ShareCells)


@lru_cache(maxsize=16384)
def plain_cell(
    shade: str, text: str, sign: str, wide: int, marks: bool, strong: bool, thin: bool
) -> tuple[Segment, ...]:
    """A cell without colours: a shade before the number, or instead of it."""
    if text and len(text) + 3 < wide:
        shade *= 2  # a wide cell has room for two characters
    if thin and len(shade + text) >= wide:
        fits = text and len(text) < wide
        content = text if fits else shade * (wide - 1)
        content += " " * (len(content) < wide)
    elif marks:
        content = f"{shade}{text}{sign or ' '}"
    else:
        content = f"{shade}{text}"
    return (Segment(f"{content:>{wide}}", _FAILED if sign else Style(bold=True) if strong else _NONE),)


def _placed(text: str, sign: str, room: int) -> str:
    """A number centred in its cell, with the sign in place of the blank after it."""
    placed = f"{text:^{room}}" if len(text) != room - 1 else f"{text} "
    if not sign:
        return placed
    end = len(placed.rstrip())
    return placed[:end] + sign + placed[end + 1 :] if end < room else placed[:-1] + sign


@lru_cache(maxsize=16)
def legend(width: int, paint: Paint) -> tuple[Segment, ...]:
    """The colour scale of shares as one line, with labels on it."""
    if width < 24 or paint.shades:
        return ()
    signs = [" "] * width
    for mark in _MARKS:
        text = f"{mark:g}".removeprefix("0") or "0"
        end = round(mark**POWER * (width - 1)) + (0 if mark == 1 else len(text) // 2 + 1)
        start = max(1 if not mark else 0, min(width - len(text) - (mark == 1), end - len(text)))
        signs[start : start + len(text)] = text
    places = (min(1.0, (x / (width - 1)) ** (1 / POWER)) for x in range(width))
    return tuple(
        Segment(sign, paint.share(place, loud=True)) for sign, place in zip(signs, places, strict=True)
    )


def shade_of(value: float, symbols: Symbols) -> str:
    """The shade of a share on a terminal without colours."""
    if not math.isfinite(value):
        return "?" if math.isnan(value) else symbols.shades[-1]
    return symbols.shades[sum(value >= level for level in _LEVELS)]
