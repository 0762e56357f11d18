"""The output of a lesson's ``show``: a title and a heat map."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.shapes.trace import Shown
from tutor.views.heat import HeatTable
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless, shape_text


def shown_view(shown: Shown, width: int = 80, symbols: Symbols = UNICODE) -> RenderableType:
    """The title line and the grid of ``show(array, tokens)``."""
    heading = Text(harmless(shown.title) or "array", style=STYLES["head"])
    heading.append(f"  {shape_text(shown.shape)} {shown.dtype}", style=STYLES["shape"])
    grid = HeatTable(shown.rows, shown.row_labels, shown.column_labels, width - 2, symbols=symbols)
    rows, columns = (*(1, 1), *shown.shape)[-2:]
    cut = len(shown.rows) < rows or any(len(line) < columns for line in shown.rows)
    parts: list[RenderableType] = [heading, grid]
    if cut or len(shown.shape) > 2:
        parts.append(Text(f"{symbols.ellipsis} a part of {shape_text(shown.shape)}", style=STYLES["quiet"]))
    return Group(*parts)
