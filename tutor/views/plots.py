"""Pictures of numbers in characters: bars by eighths, curves in braille, histograms, shares."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.shapes.trace import Chart, Plot
from tutor.views.field_view import FieldView, ends_line
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

_LEAST, _MOST, _GAP = 16, 48, 3  # columns of a plot, and between two
_ALONE = 72  # columns of a plot that has none beside it
_HIGH = {"histogram": 5, "bars": 4, "curves": 6, "field": 8}  # lines of a chart
_UP, _RIGHT = " ▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille character, row by row
_EDGE = 1e-6  # how far outside its limits a curve is still drawn, as a share
_CURVES = ("bar", "shape", "warning", "passed")  # roles, by curve; a curve is named as well


def plots_view(plots: Sequence[Plot], width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """Plots of one line of code, or of lines that follow each other, beside each other as far as they fit."""
    drawn: list[RenderableType] = []
    for _, some in groupby(enumerate(plots), lambda pair: tuple(chart.kind for chart in pair[1].charts)):
        row = [plot for _, plot in some]
        across = max(1, min(len(row), (width + _GAP) // (_LEAST + _GAP)))
        wide = max(8, min(_MOST if across > 1 else _ALONE, (width + _GAP) // across - _GAP))
        for start in range(0, len(row), across):
            beside = Table.grid(padding=(0, _GAP, 0, 0))
            beside.add_row(*(Group(*_plot(plot, wide, symbols)) for plot in row[start : start + across]))
            drawn.append(beside)
    return Group(*drawn)


def _plot(plot: Plot, width: int, symbols: Symbols) -> list[RenderableType]:
    lines: list[RenderableType] = [Text(harmless(plot.title), style=STYLES["head"])] if plot.title else []
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
    if len(values) > width:
        values = tuple(values[round(n * (len(values) - 1) / (width - 1))] for n in range(width))
    lines = _columns(values, chart.high, _HIGH["bars"], each, symbols)
    if any(chart.ends):
        return [*lines, _ends(chart, each * len(values))]
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
    bounds = _number(chart.low), _number(chart.high)
    side = max(map(len, bounds)) + 1
    fine, high = symbols is UNICODE, _HIGH["curves"]
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
        for y, x in _joined(row, columns, rows, low, top):
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
            text.append(sign, style=_style_of(owner.get(cell, 0)))
        lines.append(text)
    if any(chart.ends):
        lines.append(Text(" " * side).append_text(_ends(chart, columns // across_)))
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
    """The names of curves and marks, beside each other as far as they fit."""
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
    """The line and the column of a mark, at the edge where it lies outside."""
    low, top, y = (_log(chart.low), _log(chart.high), _log(y)) if chart.log else (chart.low, chart.high, y)
    share = min(max((y - low) / (top - low), 0.0), 1.0) if top > low and math.isfinite(y) else 0.5
    length = max(len(row) for row in chart.values)
    across = min(max(x / max(length - 1, 1), 0.0), 1.0) if math.isfinite(x) else 0.0
    return min(int((1 - share) * high), high - 1), round(across * (columns - 1))


def _point_sign(number: int, symbols: Symbols) -> str:
    signs = "◆●▲■" if symbols is UNICODE else "ABCD"
    return signs[number % len(signs)]


def _ends(chart: Chart, width: int) -> Text:
    """What the first and the last column are, at the two ends of a line below them."""
    first, last = (harmless(end) for end in chart.ends)
    return ends_line(first, last, width)


def _field(chart: Chart, width: int, symbols: Symbols) -> list[RenderableType]:
    """A matrix by colours."""
    ends = [harmless(end) for end in chart.ends]
    return [FieldView(chart.values, chart.high, width, _HIGH["field"], (ends[0], ends[1]), symbols)]


_LETTERS = "*+ox"


def _braille(dots: set[tuple[int, int]], fine: bool, number: int) -> str:
    if not dots:
        return " "
    return chr(0x2800 + sum(_DOTS[y][x] for y, x in dots)) if fine else _LETTERS[number % len(_LETTERS)]


def _joined(row: Sequence[float], columns: int, rows: int, low: float, high: float) -> set[tuple[int, int]]:
    """The dots (row, column) of a curve, steep pieces without holes; what is no number or lies outside is left out."""
    found: set[tuple[int, int]] = set()
    before: tuple[int, int] | None = None
    for number, value in enumerate(row):
        share = (value - low) / (high - low) if high > low else 0.5
        if not -_EDGE <= share <= 1 + _EDGE or not math.isfinite(value):
            before = None
            continue
        share = min(max(share, 0.0), 1.0)
        here = round((1 - share) * (rows - 1)), round(number / max(len(row) - 1, 1) * (columns - 1))
        y0, x0 = before or here
        steps = max(abs(here[0] - y0), abs(here[1] - x0), 1)
        found |= {
            (round(y0 + (here[0] - y0) * n / steps), round(x0 + (here[1] - x0) * n / steps))
            for n in range(steps + 1)
        }
        before = here
    return found


_CHARTS: dict[str, Callable[[Chart, int, Symbols], Sequence[RenderableType]]] = {
    "histogram": _histogram,
    "bars": _bars,
    "curves": _curves,
    "shares": _shares,
    "field": _field,
}
