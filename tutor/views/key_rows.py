"""The keys of a place, as two columns: what is too long for a narrow screen goes on below its own words."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tutor.views.symbols import STYLES

KEY = 12  # columns for the keys, in the text as on the screen


def key_rows(text: str) -> RenderableType:
    """``text`` has headings at the margin, and below them lines of two blanks, keys, and from column 14 words."""
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
