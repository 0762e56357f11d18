"""Rich renderables of ``views`` inside Textual: drawn anew at whatever width they get."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.theme import Theme

# Rich's own Markdown theme paints backgrounds behind code, which is loud on a dark screen and wrong on a light one.
THEME = Theme(
    {
        "markdown.code": "bold cyan",
        "markdown.code_block": "cyan",
        "markdown.h1": "bold",
        "markdown.h2": "bold",
        "markdown.h3": "bold",
        "markdown.h4": "bold",
        "markdown.link": "underline",
        "markdown.link_url": "underline",
        "markdown.block_quote": "italic",
    }
)


class Fitted:
    """A renderable that is made for the width it is drawn in."""

    def __init__(self, draw: Callable[[int], RenderableType]) -> None:
        self.draw = draw

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.draw(options.max_width)


_INTERNAL = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)\s]*\)")


def prose(text: str) -> RenderableType:
    """Markdown of the course, as text on a screen.

    Links inside the course lose their targets (the key ``g`` lists them); the others become links of the terminal.
    """
    # It brings markdown-it and Pygments, which the first screen's frame does without.
    from tutor.views.prose import CourseMarkdown

    return CourseMarkdown(_INTERNAL.sub(r"*\1*", text), code_theme="ansi_dark")
