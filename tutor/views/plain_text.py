"""A view as plain text, for the clipboard or a file: no colours, no trailing blanks."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType


def plain_text(view: RenderableType, width: int = 96) -> str:
    """``view`` without colours, in at most ``width`` columns."""
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system=None,
        force_terminal=False,
        no_color=True,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(view, soft_wrap=False)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()).strip("\n")
