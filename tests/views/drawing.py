"""Renders a view as plain text, on a console of a given width."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, RenderableType


def drawn(view: RenderableType, width: int = 80) -> str:
    """The view's lines without colours and trailing spaces."""
    out = Console(file=StringIO(), width=width, color_system=None, markup=False, highlight=False)
    with out.capture() as capture:
        out.print(view)
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n"))
