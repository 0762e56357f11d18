"""What each of the learner's exercises costs the model that runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.models.swap import Price

NOT_WRITTEN = "is not written yet."


def prices_view(prices: Sequence[Price], symbols: Symbols = UNICODE) -> RenderableType:
    """A line for every exercise: its loss beside the reference's; below, in words, what is wrong."""
    table = Table.grid(padding=(0, 1))
    said = []
    for price in prices:
        short = price.piece.exercise[:3]
        if price.failure.endswith(NOT_WRITTEN):
            cells = (symbols.blank, short, "", "not written yet")
            style = STYLES["quiet"]
        elif price.failure:
            cells = (symbols.failed, short, "", "does not run")
            style = STYLES["failed"]
            said.append(price.failure)
        elif price.same:
            cells = (symbols.passed, short, f"{price.loss:.2f}", "as the reference")
            style = STYLES["passed"]
        else:
            more = f"+{price.loss - price.reference:.2f}, {price.agreement:.0%} same word".replace("%", " %")
            cells = (symbols.failed, short, f"{price.loss:.2f}", more)
            style = STYLES["failed"]
            said.append(price.in_words())
        table.add_row(*(Text(cell, style=style) for cell in cells))
    ran = [price for price in prices if not price.failure]
    head = "Your code in the model"
    if ran:
        head += f" · loss, reference {ran[0].reference:.2f}"
    words = [Text(harmless(sentence)) for sentence in said]
    if ran and not said:
        whole = (
            "The model runs on your functions, and nothing is different. " if len(ran) == len(prices) else ""
        )
        words = [Text(f"{whole}What this model never asks for, 2 Practice does.", style="dim")]
    return Group(Text(head, style="bold"), table, *words)
