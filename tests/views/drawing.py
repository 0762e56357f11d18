"""How the tests of the views look at a view: as the plain text of a console of a given width."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, RenderableType


def drawn(view: RenderableType, width: int = 80) -> str:
    """The view's lines without colour and without spaces at their ends."""
    out = Console(file=StringIO(), width=width, color_system=None, markup=False, highlight=False)
    with out.capture() as capture:
        out.print(view)
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n"))
