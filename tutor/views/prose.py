"""Renders the course's Markdown with Rich, with changes for small screens: no empty lines around tables and code, long
lines of code wrap, and shapes are never split."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.containers import Lines
from rich.markdown import CodeBlock, Markdown, MarkdownElement, Paragraph, TableElement
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

MEASURE = 96  # columns; the eye loses track in longer lines
INDENT = 2
GAP = 3  # columns between two cells of a table
GOES_ON = "↪ "
_SIZE = r"[\w.]+(?: · [\w.]+)*"
_TOGETHER = re.compile(rf"\((?:{_SIZE}|…)(?:, (?:{_SIZE}|…))+\)|\d %")  # a shape, or a percentage
_LONGEST = 32  # longer text is not a shape
_HOLD = "\ue000"  # Rich breaks lines even at no-break spaces, but not at this character


class Unbroken(Text):
    """A text that does not wrap inside a shape like ``(T, d_k)``."""

    @classmethod
    def of(cls, text: Text) -> Unbroken:
        """Convert ``text``."""
        return cls(text.plain, style=text.style, justify=text.justify, spans=text.spans, end=text.end)

    def wrap(self, *args: Any, **options: Any) -> Lines:
        """Wrap as Rich does, with the blanks inside shapes replaced in the meantime."""
        held = Text(_held(self.plain), style=self.style, justify=self.justify, spans=self.spans)
        lines = held.wrap(*args, **options)
        for line in lines:
            line.plain = line.plain.replace(_HOLD, " ")
        return lines

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, Text(_held(self.plain)))


def _held(plain: str) -> str:
    return _TOGETHER.sub(lambda m: m[0].replace(" ", _HOLD) if len(m[0]) <= _LONGEST else m[0], plain)


class UnbrokenParagraph(Paragraph):
    """A paragraph, including one in a list."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = self.justify
        yield Unbroken.of(self.text)


class TightTable(TableElement):
    """A table without an edge, which Rich draws as blank lines above and below, and without truncation."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for row in self.body.rows if self.body is not None else ():
            for cell in row.cells:
                cell.content = Unbroken.of(cell.content)
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                part.show_edge = False
                part.collapse_padding = False
                _fit(part, console, options)
            yield part


def _fit(table: Table, console: Console, options: ConsoleOptions) -> None:
    """Make columns wide enough for their longest words. If that is impossible, words wrap."""
    needs = []
    for column in table.columns:
        column.overflow = "fold"
        cells = [Measurement.get(console, options, cell) for cell in (column.header, *column.cells)]
        needs.append(Measurement(max(c.minimum for c in cells), max(c.maximum for c in cells)))
    room = options.max_width - GAP * (len(needs) - 1)
    if sum(need.minimum for need in needs) <= room < sum(need.maximum for need in needs):
        for column, width in zip(table.columns, _shared(needs, room), strict=True):
            column.width = width


def _shared(needs: list[Measurement], room: int) -> list[int]:
    """As in Rich, the widest columns shrink first, but not below their longest word."""
    for level in range(room, 0, -1):
        widths = [max(need.minimum, min(need.maximum, level)) for need in needs]
        if sum(widths) <= room:
            break
    for place, need in enumerate(needs):
        if sum(widths) < room and widths[place] < need.maximum:
            widths[place] += 1
    return widths


class IndentedCode(CodeBlock):
    """Indented code. A line that is too long wraps, with a sign in front of the rest."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        if self.lexer_name in ("text", "default"):
            drawn = Text(code, style="markdown.code_block")
        else:
            # imported here, because prose without code does not need it
            from tutor.views.listing import highlighted

            drawn = highlighted(code, self.lexer_name)
        room = max(options.max_width - INDENT, 8)
        for line in drawn.split("\n", allow_blank=True):
            for number, part in enumerate(_fold(line, room)):
                head = Text(" " * INDENT, end="\n")
                yield head.append(GOES_ON if number else "", style="dim").append_text(part)


def _fold(line: Text, room: int) -> Iterator[Text]:
    """The line in pieces of at most ``room`` cells. All but the first leave room for the sign."""
    first = room
    while line.cell_len > room:
        at = next(n for n in range(len(line), 0, -1) if line[:n].cell_len <= room)
        yield line[:at]
        line, room = line[at:], first - len(GOES_ON)
    yield line


class CourseMarkdown(Markdown):
    """Rich's Markdown with these elements, a maximum line length, and no empty line above an initial list."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "paragraph_open": UnbrokenParagraph,
        "fence": IndentedCode,
        "code_block": IndentedCode,
        "table_open": TightTable,
    }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        parts = super().__rich_console__(console, options.update(max_width=min(options.max_width, MEASURE)))
        drawn = itertools.dropwhile(lambda part: isinstance(part, Segment) and part.text == "\n", parts)
        return (_without_target(part) if isinstance(part, Segment) else part for part in drawn)


def _without_target(part: Segment) -> Segment:
    """Remove the target of a link inside the course, which a terminal cannot open, but keep its style."""
    if part.style is None or part.style.link is None or "://" in part.style.link:
        return part
    return Segment(part.text, part.style.update_link(None), part.control)
