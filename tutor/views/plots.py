"""Pictures of numbers in characters: bars by eighths, curves in braille, histograms, shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.shapes.trace import Chart, Plot
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

_LEAST, _MOST, _GAP = 16, 48, 3  # columns of a plot, and between two
_HIGH = {"histogram": 5, "bars": 4, "curves": 6}  # lines of a chart
_UP, _RIGHT = " ▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille character, row by row
_CURVES = ("bar", "shape", "warning", "passed")  # roles, by curve; a curve is named as well


def plots_view(plots: Sequence[Plot], width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Plots of one line of code, or of lines that follow each other, beside each other as far as they fit."""
    drawn: list[RenderableType] = []
    for _, some in groupby(enumerate(plots), lambda pair: tuple(chart.kind for chart in pair[1].charts)):
        row = [plot for _, plot in some]
        across = max(1, min(len(row), (width + _GAP) // (_LEAST + _GAP)))
        wide = max(8, min(_MOST, (width + _GAP) // across - _GAP))
        for start in range(0, len(row), across):
            beside = Table.grid(padding=(0, _GAP, 0, 0))
            beside.add_row(*(Group(*_plot(plot, wide, symbols)) for plot in row[start : start + across]))
            drawn.append(beside)
    return Group(*drawn)


def plot_text(plot: Plot, width: int = 48) -> str:
    """One plot as plain text."""
    return "\n".join(text.plain.rstrip() for text in _plot(plot, width, UNICODE))


def _plot(plot: Plot, width: int, symbols: Symbols) -> list[Text]:
    lines = [Text(harmless(plot.title), style=STYLES["head"])] if plot.title else []
    for chart in plot.charts:
        lines += _CHARTS[chart.kind](chart, width, symbols)
    return lines


def _histogram(chart: Chart, width: int, symbols: Symbols) -> list[Text]:
    """How many numbers fall where: columns over an axis from the lowest to the highest."""
    parts = len(chart.values[0])
    joined = next(n for n in range(1, parts + 1) if parts % n == 0 and parts // n <= width)
    counts = [sum(chart.values[0][at : at + joined]) for at in range(0, parts, joined)]
    lines = _columns(counts, max(counts, default=0.0) or 1.0, _HIGH["histogram"], 1, symbols)
    low, high = f"{chart.low:g}", f"{chart.high:g}"
    middle = "0" if chart.low < 0 < chart.high else ""
    wide = len(counts)
    zero = round(-chart.low / (chart.high - chart.low) * (wide - 1)) if middle else 0
    axis = f"{low}{middle:>{max(1, zero + 1 - len(low))}}" if middle else low
    axis += f"{high:>{max(1, wide - len(axis))}}"
    return [*lines, Text(symbols.line * wide, style=STYLES["quiet"]), Text(axis, style=STYLES["quiet"])]


def _bars(chart: Chart, width: int, symbols: Symbols) -> list[Text]:
    """A column for each number, and the largest one in words."""
    values = chart.values[0]
    each = max(1, min(3, width // max(len(values), 1)))
    lines = _columns(values[: width // each], chart.high, _HIGH["bars"], each, symbols)
    finite = [value for value in values if math.isfinite(value)]
    told = f"largest {max(finite):.2f}" if finite else "no numbers"
    return [*lines, Text(told, style=STYLES["quiet"])]


def _columns(values: Sequence[float], top: float, high: int, wide: int, symbols: Symbols) -> list[Text]:
    """Columns by eighths of a line; what is there at all has at least one."""
    steps = 8 if symbols is UNICODE else 1
    heights = [
        0 if not value > 0 else max(1, round(min(1.0, value / top) * high * steps)) for value in values
    ]
    rows = []
    for line in range(high):
        base = (high - 1 - line) * steps
        filled = (max(0, min(steps, height - base)) for height in heights)
        signs = (_UP[n] if steps == 8 else "#" if n else " " for n in filled)
        rows.append(Text("".join(sign * wide for sign in signs), style=STYLES["bar"], no_wrap=True))
    return rows


def _shares(chart: Chart, width: int, symbols: Symbols) -> list[Text]:
    """A bar from 0 to 1 for each, with its name and percent."""
    name = max((cell_len(harmless(name)) for name in chart.names), default=0)
    room = max(width - name - 6, 0)
    lines = []
    for (value,), label in zip(chart.values, chart.names, strict=True):
        share = min(max(value, 0.0), 1.0) if math.isfinite(value) else 0.0
        line = Text(f"{harmless(label):<{name}} {share:>4.0%} ", no_wrap=True)
        lines.append(line.append(across(share, room, symbols), style=STYLES["bar"]))
    return lines


def across(share: float, cells: int, symbols: Symbols = UNICODE) -> str:
    """A bar from the left by eighths of a character."""
    if symbols is not UNICODE:
        return f"{'#' * round(share * cells):<{cells}}"
    full, rest = divmod(round(share * cells * 8), 8)
    drawn = "█" * full + (_RIGHT[rest] if rest else "")
    return f"{drawn:<{cells}}"


def _curves(chart: Chart, width: int, symbols: Symbols) -> list[Text]:
    """Curves over each other, their numbers at the left, their names below."""
    side = max(len(f"{bound:.3g}") for bound in (chart.low, chart.high)) + 1
    fine, high = symbols is UNICODE, _HIGH["curves"]
    across_, down = (2, 4) if fine else (1, 1)
    columns, rows = max(width - side, 1) * across_, high * down
    owner: dict[tuple[int, int], int] = {}
    dots: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for number, row in enumerate(chart.values):
        for y, x in _joined(row, columns, rows, chart.low, chart.high):
            cell = (y // down, x // across_)
            owner.setdefault(cell, number)
            dots.setdefault(cell, set()).add((y % down, x % across_))
    lines = []
    for line in range(high):
        mark = f"{chart.high:.3g}" if line == 0 else f"{chart.low:.3g}" if line == high - 1 else ""
        text = Text(f"{mark:>{side - 1}} ", style=STYLES["quiet"], no_wrap=True)
        for column in range(columns // across_):
            cell = (line, column)
            sign = _braille(dots.get(cell, set()), fine, owner.get(cell, 0))
            text.append(sign, style=STYLES[_CURVES[owner.get(cell, 0) % len(_CURVES)]])
        lines.append(text)
    if chart.names and any(chart.names):
        names = Text(" " * side, no_wrap=True)
        for number, name in enumerate(chart.names):
            mark = "━" if fine else _LETTERS[number % len(_LETTERS)]
            names.append(f"{mark} {harmless(name)}  ", style=STYLES[_CURVES[number % len(_CURVES)]])
        lines.append(names)
    return lines


_LETTERS = "*+ox"


def _braille(dots: set[tuple[int, int]], fine: bool, number: int) -> str:
    if not dots:
        return " "
    return chr(0x2800 + sum(_DOTS[y][x] for y, x in dots)) if fine else _LETTERS[number % len(_LETTERS)]


def _joined(row: Sequence[float], columns: int, rows: int, low: float, high: float) -> set[tuple[int, int]]:
    """The dots (row, column) of a curve, steep pieces without holes; what is no number is left out."""
    found: set[tuple[int, int]] = set()
    before: tuple[int, int] | None = None
    for number, value in enumerate(row):
        if not math.isfinite(value):
            before = None
            continue
        share = min(max((value - low) / (high - low), 0.0), 1.0) if high > low else 0.5
        here = round((1 - share) * (rows - 1)), round(number / max(len(row) - 1, 1) * (columns - 1))
        y0, x0 = before or here
        steps = max(abs(here[0] - y0), abs(here[1] - x0), 1)
        found |= {
            (round(y0 + (here[0] - y0) * n / steps), round(x0 + (here[1] - x0) * n / steps))
            for n in range(steps + 1)
        }
        before = here
    return found


_CHARTS = {"histogram": _histogram, "bars": _bars, "curves": _curves, "shares": _shares}
