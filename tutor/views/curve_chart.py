"""Draws curves as braille dots, or as letters if only ASCII is available."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.text import Text

from tutor.shapes.trace import Chart
from tutor.views.field_view import ends_line
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

HIGH = 6  # lines of a chart
# Bits of the dots in a braille character, row by row.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_LETTERS = "*+ox"  # one per curve, without braille
_EDGE = 1e-6  # a curve is still drawn this far outside its limits, as a fraction of their range
_CURVES = ("bar", "shape", "warning", "passed")  # styles, one per curve; a curve also has its name


def curves_view(
    chart: Chart,
    width: int,
    symbols: Symbols = UNICODE,
    *,
    high: int = HIGH,
    total: int | None = None,
    role: str = "",
) -> list[Text]:
    """Curves in one plot of ``high`` lines, with numbers at the left and names below.

    ``total`` reserves room at the right for that many numbers in all. ``role`` gives all curves one style.
    """
    bounds = _number(chart.low), _number(chart.high)
    side = max(map(len, bounds)) + 1
    fine = symbols is UNICODE
    across_, down = (2, 4) if fine else (1, 1)
    columns, rows = max(width - side, 1) * across_, high * down
    owner: dict[tuple[int, int], int] = {}
    dots: dict[tuple[int, int], set[tuple[int, int]]] = {}
    low, top = (_log(chart.low), _log(chart.high)) if chart.log else (chart.low, chart.high)
    points = {
        _point(chart, x, y, columns // across_, high): number for number, (_, x, y) in enumerate(chart.marks)
    }
    for number, given in enumerate(chart.values):
        row = [_log(value) for value in given] if chart.log else given
        for y, x in _joined(row, columns, rows, low, top, total):
            cell = (y // down, x // across_)
            owner.setdefault(cell, number)
            dots.setdefault(cell, set()).add((y % down, x % across_))
    lines = []
    for line in range(high):
        mark = bounds[1] if line == 0 else bounds[0] if line == high - 1 else ""
        text = Text(f"{mark:>{side - 1}} ", style=STYLES["quiet"], no_wrap=True)
        for column in range(columns // across_):
            cell = (line, column)
            if cell in points:
                text.append(_point_sign(points[cell], symbols), style=STYLES["head"])
                continue
            sign = _braille(dots.get(cell, set()), fine, owner.get(cell, 0))
            text.append(sign, style=STYLES[role] if role else _style_of(owner.get(cell, 0)))
        lines.append(text)
    if any(chart.ends):
        lines.append(
            Text(" " * side).append_text(
                ends_line(harmless(chart.ends[0]), harmless(chart.ends[1]), columns // across_)
            )
        )
    named = [
        Text(f"{'━' if fine else _LETTERS[number % len(_LETTERS)]} {harmless(name)}", _style_of(number))
        for number, name in enumerate(chart.names)
        if name
    ]
    named += [
        Text(f"{_point_sign(number, symbols)} {harmless(name)}", STYLES["head"])
        for number, (name, _, _) in enumerate(chart.marks)
    ]
    return [*lines, *_names(named, side, width)]


def _names(named: Sequence[Text], side: int, width: int) -> list[Text]:
    """The names of curves and marks, side by side as far as they fit."""
    lines: list[Text] = []
    for name in named:
        if lines and lines[-1].cell_len + 2 + name.cell_len <= width:
            lines[-1].append("  ").append_text(name)
        else:
            lines.append(Text(" " * side, no_wrap=True).append_text(name))
    return lines


def _style_of(curve: int) -> str:
    return STYLES[_CURVES[curve % len(_CURVES)]]


def _number(value: float) -> str:
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.3g}"


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else math.nan


def _point(chart: Chart, x: float, y: float, columns: int, high: int) -> tuple[int, int]:
    """The line and column of a mark, moved to the edge if it is outside."""
    low, top, y = (_log(chart.low), _log(chart.high), _log(y)) if chart.log else (chart.low, chart.high, y)
    share = min(max((y - low) / (top - low), 0.0), 1.0) if top > low and math.isfinite(y) else 0.5
    length = max(len(row) for row in chart.values)
    across = min(max(x / max(length - 1, 1), 0.0), 1.0) if math.isfinite(x) else 0.0
    return min(int((1 - share) * high), high - 1), round(across * (columns - 1))


def _point_sign(number: int, symbols: Symbols) -> str:
    signs = "◆●▲■" if symbols is UNICODE else "ABCD"
    return signs[number % len(signs)]


def _braille(dots: set[tuple[int, int]], fine: bool, number: int) -> str:
    if not dots:
        return " "
    return chr(0x2800 + sum(_DOTS[y][x] for y, x in dots)) if fine else _LETTERS[number % len(_LETTERS)]


def _joined(
    row: Sequence[float], columns: int, rows: int, low: float, high: float, total: int | None
) -> set[tuple[int, int]]:
    """The dots (row, column) of a curve, without gaps in steep parts. Skips what is not a number or outside."""
    found: set[tuple[int, int]] = set()
    before: tuple[int, int] | None = None
    for number, value in enumerate(row):
        share = (value - low) / (high - low) if high > low else 0.5
        if not -_EDGE <= share <= 1 + _EDGE or not math.isfinite(value):
            before = None
            continue
        share = min(max(share, 0.0), 1.0)
        here = (
            round((1 - share) * (rows - 1)),
            round(number / max((total or len(row)) - 1, 1) * (columns - 1)),
        )
        y0, x0 = before or here
        steps = max(abs(here[0] - y0), abs(here[1] - x0), 1)
        found |= {
            (round(y0 + (here[0] - y0) * n / steps), round(x0 + (here[1] - x0) * n / steps))
            for n in range(steps + 1)
        }
        before = here
    return found
