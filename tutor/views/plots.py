"""Charts in characters: bars in eighths, curves in braille, histograms, shares."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.shapes.trace import Chart, Plot
from tutor.views.curve_chart import curves_view
from tutor.views.field_view import FieldView, ends_line
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

_LEAST, _MOST, _GAP = 16, 48, 3  # smallest and largest width of a plot, and the gap between two, in columns
_ALONE = 72  # columns of a single plot
_HIGH = {"histogram": 5, "bars": 4, "field": 8}  # lines of a chart
_UP, _RIGHT = " ▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█"


def plots_view(plots: Sequence[Plot], width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """The plots of consecutive lines of code, side by side as far as they fit."""
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
    """How many numbers are in each bin: columns above an axis from the lowest to the highest."""
    parts = len(chart.values[0])
    joined = next(n for n in range(1, parts + 1) if parts % n == 0 and parts // n <= width)
    counts = [sum(chart.values[0][at : at + joined]) for at in range(0, parts, joined)]
    lines = _columns(counts, max(counts, default=0.0) or 1.0, _HIGH["histogram"], 1, symbols)
    ends = [end or f"{number:g}" for end, number in zip(chart.ends, (chart.low, chart.high), strict=True)]
    low, high = ends if symbols is UNICODE else [end.replace("≤", "<=").replace("≥", ">=") for end in ends]
    middle = "0" if chart.low < 0 < chart.high else ""
    wide = len(counts)
    zero = round(-chart.low / (chart.high - chart.low) * (wide - 1)) if middle else 0
    axis = f"{low}{middle:>{max(1, zero + 1 - len(low))}}" if middle else low
    axis += f"{high:>{max(1, wide - len(axis))}}"
    return [*lines, Text(symbols.line * wide, style=STYLES["quiet"]), Text(axis, style=STYLES["quiet"])]


def _bars(chart: Chart, width: int, symbols: Symbols) -> list[Text]:
    """A column for each number, and the largest one as text."""
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
    """Columns in eighths of a line. A positive value has at least one eighth."""
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
    """A bar from 0 to 1 for each, with its name and percentage."""
    name = max((cell_len(harmless(name)) for name in chart.names), default=0)
    room = max(width - name - 6, 0)
    lines = []
    for (value,), label in zip(chart.values, chart.names, strict=True):
        share = min(max(value, 0.0), 1.0) if math.isfinite(value) else 0.0
        line = Text(f"{harmless(label):<{name}} {share:>4.0%} ", no_wrap=True)
        lines.append(line.append(across(share, room, symbols), style=STYLES["bar"]))
    return lines


def across(share: float, cells: int, symbols: Symbols = UNICODE) -> str:
    """A horizontal bar in eighths of a character."""
    if symbols is not UNICODE:
        return f"{'#' * round(share * cells):<{cells}}"
    full, rest = divmod(round(share * cells * 8), 8)
    drawn = "█" * full + (_RIGHT[rest] if rest else "")
    return f"{drawn:<{cells}}"


def _ends(chart: Chart, width: int) -> Text:
    """The labels of the first and the last column, on one line below the chart."""
    first, last = (harmless(end) for end in chart.ends)
    return ends_line(first, last, width)


def _field(chart: Chart, width: int, symbols: Symbols) -> list[RenderableType]:
    """A matrix as colours."""
    ends = [harmless(end) for end in chart.ends]
    return [FieldView(chart.values, chart.high, width, _HIGH["field"], (ends[0], ends[1]), symbols)]


_CHARTS: dict[str, Callable[[Chart, int, Symbols], Sequence[RenderableType]]] = {
    "histogram": _histogram,
    "bars": _bars,
    "curves": curves_view,
    "shares": _shares,
    "field": _field,
}
