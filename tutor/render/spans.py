"""Which lines of a file are worth showing beside a trace: the functions that ran, without their docstrings."""

from __future__ import annotations

import ast

from tutor.tracing.trace import Trace


def lines_that_ran(source: str, trace: Trace) -> frozenset[int] | None:
    """The lines of every top-level function or class in which ``trace`` saw something, docstrings left out.

    None, which means the whole file, where nothing was seen in one or the source does not parse.
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
    """The lines of the docstrings in ``node`` and in what is nested in it."""
    found: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(
            inner
        ):
            first = inner.body[0]
            found |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found
