"""The effect of the learner's exercises on the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.models.swap import Cost

NOT_WRITTEN = "is not written yet."


def costs_view(costs: Sequence[Cost], symbols: Symbols = UNICODE) -> RenderableType:
    """One line per exercise with its loss and the reference's; below, what is wrong in words."""
    table = Table.grid(padding=(0, 1))
    said = []
    for cost in costs:
        short = cost.swap.exercise[:3]
        if cost.failure.endswith(NOT_WRITTEN):
            cells = (symbols.blank, short, "", "not written yet")
            style = STYLES["quiet"]
        elif cost.failure:
            cells = (symbols.failed, short, "", "does not run")
            style = STYLES["failed"]
            said.append(cost.failure)
        elif cost.same:
            cells = (symbols.passed, short, f"{cost.loss:.2f}", "like the reference")
            style = STYLES["passed"]
        else:
            more = f"+{cost.loss - cost.reference:.2f}, {cost.agreement:.0%} same word".replace("%", " %")
            cells = (symbols.failed, short, f"{cost.loss:.2f}", more)
            style = STYLES["failed"]
            said.append(cost.in_words())
        table.add_row(*(Text(cell, style=style) for cell in cells))
    ran = [cost for cost in costs if not cost.failure]
    head = "Your code in the model"
    if ran:
        head += f" · loss, reference {ran[0].reference:.2f}"
    words = [Text(harmless(sentence)) for sentence in said]
    if ran and not said:
        whole = "The model runs on your functions, with the same results. " if len(ran) == len(costs) else ""
        words = [Text(f"{whole}What this model does not need is checked in 2 Practice.", style="dim")]
    return Group(Text(head, style="bold"), table, *words)
