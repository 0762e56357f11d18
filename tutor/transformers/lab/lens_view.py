"""The final answer by layer: its rank on a logarithmic scale, its probability, and the plain lens."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.shapes.trace import Chart
from tutor.transformers.llama.next_words import Lens
from tutor.views.curve_chart import curves_view
from tutor.views.numbers import share_text
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

_HIGH, _ROWS, _WIDE = 6, 8, 72


def lens_view(lens: Lens, width: int, symbols: Symbols = UNICODE) -> RenderableType:
    """The curve of the rank, a table of selected layers, and a sentence about the plain lens."""
    last = len(lens.layers) - 1
    worst = float(max(one.rank for one in lens.layers))
    head = Text(f"Rank of {harmless(lens.answer)} after each layer", style="bold")
    head.append("  (1 is on top; powers of ten)", style="dim")
    parts: list[RenderableType] = [head, *_curve(lens, worst, min(width, _WIDE), symbols)]
    table = Table.grid(padding=(0, 2))
    table.add_row(*(Text(name, style="dim") for name in ("layer", "rank", "probability", "word on top")))
    for layer in _telling(lens):
        one = lens.layers[layer]
        right = layer >= lens.on_top
        style = STYLES["bar"] if right else ""
        table.add_row(
            Text("embedding" if layer == 0 else f"{layer} of {last}"),
            Text(f"{one.rank:,}", justify="right", style=style),
            Text(share_text(one.probability), justify="right"),
            Text(harmless(one.top), style=style),
        )
    return Group(*parts, Text(harmless(lens.in_words())), Text(""), table)


def _curve(lens: Lens, worst: float, width: int, symbols: Symbols) -> list[Text]:
    chart = Chart("curves", (tuple(float(one.rank) for one in lens.layers),), 1.0, max(worst, 10.0), log=True)
    return curves_view(chart, width, symbols, high=_HIGH)


def _telling(lens: Lens) -> list[int]:
    """The embedding, the last layers, and some evenly spaced ones in between: as many as fit on a small screen."""
    last = len(lens.layers) - 1
    late = list(range(max(1, last - 4), last + 1))
    early = sorted({round(n * (late[0] - 1) / 3) for n in range(3)} - set(late)) if late[0] > 1 else [0]
    return [*early, *late][:_ROWS]
