"""The course's Markdown as Rich draws it, without the empty lines around tables and code that a small screen has no
room for, and with lines of code that go on below instead of breaking up a drawing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from tutor.render.highlight import highlighted

INDENT = 2
GOES_ON = "↪ "


class TightTable(TableElement):
    """A table without an edge: Rich's is a line of blanks above and below."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                part.show_edge = False
                part.collapse_padding = False
            yield part


class IndentedCode(CodeBlock):
    """Code set off by an indentation; what is too long for a line goes on below, behind a sign."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        if self.lexer_name in ("text", "default"):
            drawn = Text(code, style="markdown.code_block")
        else:
            drawn = highlighted(code, self.lexer_name)
        room = max(options.max_width - INDENT, 8)
        for line in drawn.split("\n", allow_blank=True):
            for number, part in enumerate(_fold(line, room)):
                head = Text(" " * INDENT, end="\n")
                yield head.append(GOES_ON if number else "", style="dim").append_text(part)


def _fold(line: Text, room: int) -> Iterator[Text]:
    """The line in pieces of at most ``room`` cells; those after the first leave room for the sign."""
    first = room
    while line.cell_len > room:
        at = next(n for n in range(len(line), 0, -1) if line[:n].cell_len <= room)
        yield line[:at]
        line, room = line[at:], first - len(GOES_ON)
    yield line


class CourseMarkdown(Markdown):
    """Rich's Markdown with these two, and no empty line above a list that it begins with."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": IndentedCode,
        "code_block": IndentedCode,
        "table_open": TightTable,
    }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        parts = super().__rich_console__(console, options)
        return itertools.dropwhile(lambda part: isinstance(part, Segment) and part.text == "\n", parts)
