"""Code with the shapes of a traced run beside its lines, or below them on a narrow screen."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from tutor.shapes.trace import Failure, LineTrace, Trace
from tutor.views.changes import mark_changes
from tutor.views.grid import shown_view
from tutor.views.plots import plots_view
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import counted, harmless, learner_text


def highlighted(source: str, lexer: str = "python") -> Text:
    """``source`` with syntax colours, without a trailing newline."""
    from rich.syntax import Syntax  # imports Pygments, which the first screen does not need

    text = Syntax(source, lexer, theme="ansi_dark", background_color="default").highlight(source)
    # Rich gives code the terminal's background, but the app's background differs.
    text.style = ""
    text.spans = [span for span in text.spans if span.style != "on default"]
    text.stylize("not underline")  # Rich underlines module names, which looks like a link
    text.rstrip()
    return text


def lines_that_ran(source: str, trace: Trace) -> frozenset[int] | None:
    """The lines of every top-level function or class in which ``trace`` recorded something, without docstrings.

    None, meaning the whole file, if nothing was recorded in one or the source does not parse.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return None
    seen = {entry.line for entry in trace.lines}
    if trace.failure is not None and trace.failure.line is not None:
        seen.add(trace.failure.line)
    lines: set[int] = set()
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        own = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if seen & own:
            lines |= own - _docstrings(node)
    return frozenset(lines) or None


def _docstrings(node: ast.AST) -> set[int]:
    """The lines of docstrings in ``node``, including nested ones."""
    found: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(
            inner
        ):
            first = inner.body[0]
            found |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found


_GAP = 3
_LEAST_CODE = 24  # columns; with less room for the code, shapes go below the lines
_PRINTED_LINES = 30
_DEEPER = 4  # additional indentation of wrapped code
_SHAPE = re.compile(r"\([\d, ]*\)")


def code_view(
    source: str,
    trace: Trace | None,
    width: int = 80,
    *,
    symbols: Symbols = UNICODE,
    lines: Collection[int] | None = None,
    numbers: bool = True,
    highlight: bool = True,
    folded: Collection[int] = (),
    before: Trace | None = None,
) -> Text:
    """``source`` with line numbers and the shapes that ``trace`` recorded; a failed line is marked.

    Only ``lines`` (1-based) are drawn, with a sign for gaps; ``folded`` lines are drawn without their shapes. Numbers
    that differ from the run ``before`` are marked. Nothing is cut: text too long for ``width`` wraps.
    """
    code = code_lines(harmless(source), highlight)
    wanted = [n for n in range(1, len(code) + 1) if lines is None or n in lines]
    gutter = len(str(wanted[-1])) + 3 if numbers and wanted else 2
    notes = {n: _note(trace, n, symbols) if trace and n not in folded else Text() for n in wanted}
    if before is not None:
        notes = {n: mark_changes(note, _note(before, n, symbols).plain) for n, note in notes.items()}
    failed = trace.failure.line if trace and trace.failure else None

    room = width - gutter
    column = _column({n: code[n - 1].cell_len for n in wanted}, notes, room)

    drawn: list[Text] = []
    for previous, n in zip([wanted[0] - 1 if wanted else 0, *wanted], wanted, strict=False):
        if n != previous + 1:
            drawn.append(Text(f"{symbols.ellipsis:>{gutter - 1}}", style=STYLES["quiet"]))
        sign = symbols.into if n == failed else " "
        number = f"{sign}{n:>{gutter - 2}} " if numbers else f"{sign} "
        head = Text(number, style=STYLES["failed"] if n == failed else STYLES["quiet"])
        line, note = code[n - 1], notes[n]
        if not note:
            drawn += _folded(head, line, room, gutter)
        elif column and line.cell_len + _GAP + _width(note) <= room:
            gap = max(min(column, room - _width(note)) - line.cell_len, _GAP)
            parts = note.split("\n")
            drawn.append(Text.assemble(head, line, " " * gap, parts[0]))
            drawn += [Text(" " * (gutter + line.cell_len + gap)).append_text(part) for part in parts[1:]]
        else:
            drawn += _folded(head, line, room, gutter)
            if note.plain.strip().startswith(symbols.times):  # a repeat count alone does not deserve a line
                continue
            indent = gutter + min(_indent(line.plain), max(0, room - _LEAST_CODE)) + 2
            for part in note.split("\n"):
                drawn += _folded(Text(" " * indent), part, width - indent, indent, note=True)
    return Text("\n").join(drawn)


def trace_view(
    source: str,
    trace: Trace,
    width: int = 80,
    symbols: Symbols = UNICODE,
    lines: Collection[int] | None = None,
) -> RenderableType:
    """A whole run: the code with its shapes, the output of ``show`` and ``print``, and how it ended."""
    parts: list[RenderableType] = [code_view(source, trace, width, symbols=symbols, lines=lines)]
    for part in output_parts(trace, width, symbols):
        parts += [Text(""), part]
    return Group(*parts)


def output_parts(
    trace: Trace, width: int = 80, symbols: Symbols = UNICODE, before: Trace | None = None
) -> list[RenderableType]:
    """The output of ``show`` and ``print``, and how the run ended. Printed numbers that differ from the run ``before``
    are marked (grids change their colours anyway)."""
    parts: list[RenderableType] = [shown_view(shown, width, symbols) for shown in trace.shown]
    if trace.plots:
        parts.append(plots_view(trace.plots, width, symbols))
    if trace.printed or trace.printed_dropped:
        printed = printed_view(trace.printed, trace.printed_dropped, symbols, width=width)
        was = printed_view(before.printed, before.printed_dropped, symbols, width=width) if before else None
        parts.append(mark_changes(printed, was.plain if was else None))
    if trace.failure is not None:
        parts.append(failure_view(trace.failure, symbols))
    return parts


def failure_view(failure: Failure, symbols: Symbols = UNICODE) -> Text:
    """Why a run stopped, on which line, and what would make the shapes fit."""
    said = failure.line is None or failure.message.startswith(f"Line {failure.line} ")
    where = "" if said else f"line {failure.line}: "
    text = Text.assemble((f"{symbols.failed} {where}", STYLES["failed"]), harmless(failure.message))
    operation = failure.operation
    if operation is not None and operation.text.rstrip(" ✗") not in failure.message:
        text.append(f"\n  {harmless(operation.text)}", style=STYLES["shape"])
    if failure.suggestion:
        text.append(f"\n  {harmless(failure.suggestion)}", style=STYLES["head"])
    return text


def printed_view(
    printed: str,
    dropped: int,
    symbols: Symbols = UNICODE,
    limit: int = _PRINTED_LINES,
    width: int | None = None,
) -> Text:
    """The printed output: the first ``limit`` lines, and how many more there were.

    A line longer than ``width`` wraps as NumPy's do, below the first number of its array.
    """
    lines = harmless(printed).rstrip("\n").split("\n")
    shown = lines[:limit]
    if width is not None:
        shown = [piece for line in shown for piece in _pieces(line, width)]
    body = Text("\n".join(shown))
    more: list[str] = []
    if len(lines) > limit:
        more.append(counted(len(lines) - limit, "more line"))
    if dropped:
        more.append(f"{counted(dropped, 'character')} not kept")
    parts = [Text("printed", style=STYLES["head"]), body]
    if more:
        parts.append(Text(f"{symbols.ellipsis} and {', '.join(more)}", style=STYLES["quiet"]))
    return Text("\n").join(parts)


def _pieces(line: str, width: int) -> list[str]:
    opening = line.find("[") + 1
    indent = " " * (opening if 0 < opening < width // 2 else 2)
    pieces = []
    while cell_len(line) > width > 2 * len(indent):
        cut = line.rfind(" ", len(indent) + 1, width)  # a blank before a number belongs to its column
        if cut < 0 or not line[:cut].strip():
            break
        while cut > len(indent) + 1 and line[cut - 1] == " ":
            cut -= 1
        pieces.append(line[:cut])
        line = indent + line[cut + 1 :]
    return [*pieces, line]


def _column(code: Mapping[int, int], notes: Mapping[int, Text], room: int) -> int:
    """The column at which most shapes fit beside the code (widths by line); 0 if none fits.

    Other shapes are placed a little further left or right, or below their line if they fit nowhere.
    """
    # First and last possible column.
    spans = [(code[n] + _GAP, room - _width(notes[n])) for n in notes if notes[n]]
    spans = [(first, last) for first, last in spans if first <= last]
    return max(
        sorted(first for first, _ in spans),
        key=lambda column: sum(first <= column <= last for first, last in spans),
        default=0,
    )


def _note(trace: Trace, line: int, symbols: Symbols) -> Text:
    """The text beside a line: the outermost call's record, its repeat count, and its last shapes if they differ."""
    note = Text()
    entries = trace.at(line)
    if entries:
        first = entries[0]
        note = _entry(first, symbols)
        times = sum(entry.count for entry in entries)
        others = [entry for entry in (*(e.last for e in entries), *entries[1:]) if entry is not None]
        last = next((entry for entry in reversed(others) if entry.text not in ("", first.text)), None)
        if times > 1:
            note.append(f"{'  ' if note else ''}{symbols.times}{times}", style=STYLES["quiet"])
        if last is not None:
            note.append("\nlast ", style=STYLES["quiet"]).append_text(_entry(last, symbols))
    failure = trace.failure
    failed = failure.operation if failure is not None and failure.line == line else None
    if failed is not None and failed.text not in note.plain:
        note = note.append("\n") if note else note
        note.append(harmless(failed.text), style=STYLES["failed"])
    return note


def _entry(entry: LineTrace, symbols: Symbols) -> Text:
    text = Text().append(harmless(entry.text), style=STYLES["shape"])
    names = _names(entry)
    if names and text:
        text.append(f"  {harmless(names)}", style=STYLES["quiet"])
    return text


def _names(entry: LineTrace) -> str:
    """The axis names of what the line made: its last operation's result, or the value it assigned."""
    if len(entry.assigned) > 1 and not entry.operations:
        return ""  # it is unclear which shape the names belong to
    made = [op.result for op in entry.operations] + [value for _, value in entry.assigned]
    said = _SHAPE.findall(entry.text)
    for value in reversed(made):
        if value is not None and any(name and not name.isdecimal() for name in value.names):
            sizes = value.shape or ()
            # Beside another shape, the names would seem to belong to it.
            if said and _sizes(said[-1]) == sizes:
                return ", ".join(name or str(size) for name, size in zip(value.names, sizes, strict=False))
    return ""


def _sizes(shape: str) -> tuple[int, ...]:
    return tuple(int(size) for size in re.findall(r"\d+", shape))


@lru_cache(maxsize=64)
def code_lines(source: str, highlight: bool = True) -> list[Text]:
    """The source's lines in the terminal's own colours. Cached: callers must not change them."""
    if highlight:
        lines = list(highlighted(source).split("\n", allow_blank=True))
    else:
        lines = [learner_text(line) for line in source.rstrip("\n").split("\n")]
    return lines


def _folded(head: Text, line: Text, room: int, indent: int, *, note: bool = False) -> list[Text]:
    """``head`` and ``line``, wrapped at a blank if the line is longer than ``room``.

    Wrapped code is indented further than its first line, a ``note`` exactly to ``indent``.
    """
    if room < 1 or line.cell_len <= room:
        return [Text.assemble(head, line)]
    own = 0 if note else min(_indent(line.plain), max(0, room - _LEAST_CODE))
    further = own if note else own + (len("# ") if line.plain.lstrip().startswith("#") else _DEEPER)
    cuts: list[int] = []
    start, used, begun = 0, 0, _indent(line.plain)
    for position, sign in enumerate(line.plain):
        used += cell_len(sign)
        if used > room:
            space = (
                _space(line.plain, max(start, begun), position)
                if note
                else line.plain.rfind(" ", max(start, begun), position)
            )
            start = space + 1 + (line.plain[space + 1] == " ") if space > start else position
            cuts.append(start)
            used = further + cell_len(line.plain[start : position + 1])
    first, *others = line.divide(cuts)
    below = " " * (indent + further)
    return [Text.assemble(head, first), *(Text.assemble(below, piece) for piece in others)]


def _space(text: str, start: int, end: int) -> int:
    """The last space at which the text can wrap, preferably not inside a shape."""
    space = end
    while (space := text.rfind(" ", start, space)) > start and text[space - 1] == ",":
        pass
    return space if space > start else text.rfind(" ", start, end)


def _width(note: Text) -> int:
    return max((part.cell_len for part in note.split("\n")), default=0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
