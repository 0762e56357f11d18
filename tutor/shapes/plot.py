"""``plot(title, bars=…)``: draws numbers where it is called, as a picture in the app and as text in a shell."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tutor.shapes.execute import learner_line, performing
from tutor.shapes.trace import Chart, Plot

PARTS = 60  # bins of a histogram; 60 has many divisors, so a narrow picture can merge whole bins
MOST = 256  # numbers in one row of bars or in one curve
MOST_ROWS = 64  # of a field
MOST_PLOTS = 24


def plot(
    title: str = "",
    *,
    histogram: Any = None,
    bars: Any = None,
    curves: Mapping[str, Any] | None = None,
    shares: Mapping[str, float] | None = None,
    field: Any = None,
    limits: tuple[float, float] | None = None,
    top: float = 1.0,
    ends: tuple[Any, Any] = ("", ""),
    log: bool = False,
    marks: Mapping[str, tuple[float, float]] | None = None,
) -> None:
    """Plot numbers: several charts one below another, consecutive plots side by side.

    ``histogram`` counts the numbers of an array in bins of equal width between ``limits`` (default: symmetric around
    0). ``bars`` is a row of numbers from 0 to ``top``. ``curves`` maps names to rows of numbers, drawn between
    ``limits`` or their minimum and maximum, with a logarithmic axis if ``log``; ``marks`` maps names to points on them,
    ``(column, number)``. ``shares`` maps names to numbers from 0 to 1. ``field`` is a matrix, drawn with a colour for
    each number's sign and magnitude. ``ends`` labels the first and the last column of bars, curves or field.

    Raises:
        TypeError: an argument holds something other than real numbers.
    """
    charts = []
    if histogram is not None:
        charts.append(_histogram(_numbers(histogram), limits))
    if bars is not None:
        charts.append(Chart("bars", (_row(bars),), 0.0, float(top), ends=_ends(ends)))
    if curves:
        points = tuple((str(name), float(x), float(y)) for name, (x, y) in (marks or {}).items())
        own = None if histogram is not None else limits
        charts.append(replace(_curves(curves, own, log), ends=_ends(ends), marks=points))
    if shares:
        values = tuple((float(value),) for value in shares.values())
        charts.append(Chart("shares", values, names=tuple(map(str, shares))))
    if field is not None:
        charts.append(replace(_field(field), ends=_ends(ends)))
    recorder = performing()
    if recorder is None:
        print(plain_text(Plot(0, str(title), tuple(charts))))
    elif len(recorder.plots) < MOST_PLOTS:
        line = learner_line(recorder.program.filename, sys._getframe(1)) or 0
        recorder.plots.append(Plot(line, str(title)[:80], tuple(charts)))


def _numbers(given: Any) -> np.ndarray[Any, Any]:
    values = np.asarray(given)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"plot() draws numbers, but this is a {type(given).__name__} of {values.dtype}.")
    return values.astype(float).ravel()


def _ends(given: tuple[Any, Any]) -> tuple[str, str]:
    first, last = given
    return str(first)[:40], str(last)[:40]


def _field(given: Any) -> Chart:
    values = np.asarray(given)
    _numbers(values[:0])
    if values.ndim != 2:
        raise TypeError(f"plot() draws a matrix as a field, but this has {values.ndim} axes.")
    rows = tuple(_row(_thinned(row)) for row in values[:MOST_ROWS].astype(float))
    reach = max((abs(value) for row in rows for value in row if math.isfinite(value)), default=0.0) or 1.0
    return Chart("field", rows, -reach, reach)


def _row(given: Any) -> tuple[float, ...]:
    return tuple(_numbers(given)[:MOST].tolist())


def _histogram(values: np.ndarray[Any, Any], limits: tuple[float, float] | None) -> Chart:
    values = values[np.isfinite(values)]
    reach = float(np.abs(values).max(initial=0.0)) or 1.0
    low, high = limits or (-reach, reach)
    counts, _ = np.histogram(np.clip(values, low, high), bins=PARTS, range=(low, high))
    below, above = values.min(initial=low) < low, values.max(initial=high) > high
    # The outer bins include everything beyond them.
    ends = f"≤ {low:g}" if below else "", f"≥ {high:g}" if above else ""
    return Chart("histogram", (tuple(map(float, counts)),), float(low), float(high), ends=ends)


def _curves(curves: Mapping[str, Any], limits: tuple[float, float] | None, log: bool) -> Chart:
    rows = tuple(_row(_thinned(_numbers(values))) for values in curves.values())
    finite = [value for row in rows for value in row if math.isfinite(value) and (value > 0 or not log)]
    low, high = limits or (min(finite, default=0.1 if log else 0.0), max(finite, default=1.0))
    if log and not 0 < low <= high:
        raise ValueError("a logarithmic axis needs limits above 0")
    return Chart("curves", rows, float(low), float(high), tuple(map(str, curves)), log=log)


def _thinned(values: Sequence[float] | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """At most ``MOST`` of the numbers, evenly spaced."""
    array = np.asarray(values)
    if len(array) <= MOST:
        return array
    thinned: np.ndarray[Any, Any] = array[np.linspace(0, len(array) - 1, MOST).round().astype(int)]
    return thinned


def plain_text(plot: Plot) -> str:
    """One line per chart: its numbers as small bars, and their range. A field has one line per row."""
    lines = [plot.title] if plot.title else []
    for chart in plot.charts:
        if chart.kind == "field":
            lines += [_signs(row, chart.high) for row in chart.values]
            lines.append(f"+ above 0, - below it, up to {chart.high:g}{_between(chart)}")
            continue
        if chart.kind == "shares":
            lines += [f"{name} {value:.0%}" for name, (value,) in zip(chart.names, chart.values, strict=True)]
            continue
        for number, row in enumerate(chart.values):
            name = f"{chart.names[number]} " if chart.names else ""
            low, high = (0.0, max(row, default=1.0)) if chart.kind == "histogram" else (chart.low, chart.high)
            reach = f"{chart.low:g} to {chart.high:g}"
            scaled = row
            if chart.log:
                scaled, low, high = tuple(map(_log, row)), _log(low), _log(high)
                reach += ", logarithmic"
            lines.append(f"{name}{_line(scaled, low, high)}  {reach}{_between(chart)}")
        lines += [f"{name}: {value:g}" for name, _, value in chart.marks]
    return "\n".join(lines)


def _between(chart: Chart) -> str:
    first, last = chart.ends
    return f", from {first} to {last}" if first or last else ""


def _log(value: float) -> float:
    return math.log10(value) if value > 0 else -math.inf


def _signs(row: Sequence[float], most: float) -> str:
    """One character per number: + or - if its magnitude is at least a tenth of the largest."""
    return "".join(
        "?" if not math.isfinite(value) else "." if abs(value) < most / 10 else "+" if value > 0 else "-"
        for value in row
    )


def _line(row: Sequence[float], low: float, high: float) -> str:
    signs = " ▁▂▃▄▅▆▇█"
    span = (high - low) or 1.0
    shares = (min(max((value - low) / span, 0.0), 1.0) if math.isfinite(value) else 0.0 for value in row)
    return "".join(signs[round(8 * share)] for share in shares)
