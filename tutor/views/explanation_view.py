"""A learner's explanation beside the model answer."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.progress.explained import Explanation
from tutor.views.inline import inline
from tutor.views.symbols import STYLES
from tutor.views.text import harmless

BESIDE = 70  # from this many columns on the two texts are side by side
TICKED, OPEN = "☑", "☐"


def explanation_view(one: Explanation, width: int) -> RenderableType:
    """Both texts, side by side if they fit, and below them the points, ticked or not."""
    heads = ("You wrote", "Model answer")
    later = f"\n\nLater: {harmless(one.later)}" if one.later else ""
    texts = (Text(harmless(one.text) + later), inline(one.model))
    points = Text("\n").join(
        [
            *(Text(f"{TICKED} ").append_text(inline(point)) for point in one.ticked),
            *(Text(f"{OPEN} ", style=STYLES["quiet"]).append_text(inline(point)) for point in one.unticked),
        ]
    )
    ask = Text(style=STYLES["head"]).append_text(inline(one.ask)).append("\n")
    if width < BESIDE:
        stacked = (
            Text.assemble((f"{head}: ", STYLES["head"]), text, "\n")
            for head, text in zip(heads, texts, strict=True)
        )
        return Group(ask, *stacked, points)
    table = Table.grid(padding=(0, 3, 1, 0), expand=True)
    for _ in heads:
        table.add_column(ratio=1)
    table.add_row(*(Text(head, style=STYLES["head"]) for head in heads))
    table.add_row(*texts)
    return Group(ask, table, points)
