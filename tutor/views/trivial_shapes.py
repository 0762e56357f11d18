"""Finds uninformative shapes in a traced run: scalars, arguments of print, and shapes without any size in them."""

from __future__ import annotations

import ast
from collections.abc import Collection

from tutor.shapes.trace import LineTrace, Trace, Value


def trivial_lines(source: str, trace: Trace, sizes: Collection[str]) -> frozenset[int]:
    """The lines whose shapes can be hidden. ``sizes`` are those that the block can be run with.

    A block without sizes keeps the shapes of all its arrays. The line that failed keeps its own.
    """
    printing = _printing(source)
    failed = trace.failure.line if trace.failure is not None else None
    lines = {entry.line for entry in trace.lines} - {failed}
    return frozenset(
        line
        for line in lines
        if line in printing or not any(_tells(entry, bool(sizes)) for entry in trace.at(line))
    )


def _tells(entry: LineTrace, sized: bool) -> bool:
    made = [value for _, value in entry.assigned] + [op.result for op in entry.operations[-1:]]
    arrays = [value for value in made if value is not None and value.shape]
    used = [value for op in entry.operations for value in (*op.operands, op.result) if value is not None]
    return bool(arrays) and (not sized or any(_is_named(value) for value in (*arrays, *used)))


def _is_named(value: Value) -> bool:
    """Whether one of its axes is named after a size."""
    return any(name and not name.isdecimal() for name in value.names)


def _printing(source: str) -> frozenset[int]:
    """The lines of statements that only print or show."""
    try:
        body = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    lines: set[int] = set()
    for node in ast.walk(body):
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "show"))):
                lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(lines)
