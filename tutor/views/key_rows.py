"""The keys of a screen in two columns. Descriptions too long for a narrow screen wrap within their column."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.views.symbols import STYLES

KEY = 12  # columns for the keys, in the text and on the screen


def key_rows(text: str) -> RenderableType:
    """``text`` has headings at the margin. The lines below them have two blanks, the keys, and words
    from column 14 on."""
    parts: list[RenderableType] = []
    for line in text.splitlines():
        if not line.startswith("  "):
            parts.append(Text(line, style=STYLES["head"]))
            continue
        row = Table.grid(padding=(0, 0))
        row.add_column(width=KEY + 2, no_wrap=True)
        row.add_column()
        row.add_row(Text(line[: KEY + 2]), Text(line[KEY + 2 :].strip()))
        parts.append(row)
    return Group(*parts)
