"""``show(array, tokens)``: draws a grid in place in the app, and prints it as plain text in a shell."""

from __future__ import annotations

import ast
import math
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tutor.shapes.execute import learner_line, performing
from tutor.shapes.program import Program
from tutor.shapes.recorder import MAX_SHOWN
from tutor.shapes.trace import Shown

MOST = 32  # most rows and columns to keep
LABEL = 16  # characters of a label
TITLE = 28  # characters of an expression used as the title


def show(
    array: Any,
    tokens: Iterable[object] | None = None,
    *,
    columns: Iterable[object] | None = None,
    title: str = "",
) -> None:
    """Show an array as a grid, its rows labelled by ``tokens``.

    ``columns`` labels the columns; the default is ``tokens`` if the array has as many columns as rows (weights of
    pairs). The default ``title`` in the app is the expression in the call. If the array has more than two axes, the
    first ones are shown at index 0. At most 32 rows and columns are shown. Raises TypeError for anything but real
    numbers.
    """
    shown = picture(array, tokens, columns, title)
    recorder = performing()
    if recorder is None:
        print(plain_text(shown))
        return
    line = learner_line(recorder.program.filename, sys._getframe(1)) or 0
    title = shown.title or written(recorder.program, line)
    if len(recorder.shown) < MAX_SHOWN:
        recorder.shown.append(
            Shown(line, shown.rows, shown.shape, shown.row_labels, shown.column_labels, title, shown.dtype)
        )


def written(program: Program, line: int) -> str:
    """The argument of the only ``show`` call on this line, as written in the source; "" if it is long."""
    calls = [
        node.args[0]
        for node in ast.walk(ast.parse(program.source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "show"
        and node.args
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    text = ast.unparse(calls[0]) if len(calls) == 1 else ""
    return text if len(text) <= TITLE else ""


def picture(
    array: Any, tokens: Iterable[object] | None, columns: Iterable[object] | None, title: str = ""
) -> Shown:
    """What ``show`` shows, without a line number yet."""
    values = np.asarray(array)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"show() draws numbers, but this is {_described(array, values)}.")
    grid = values
    while grid.ndim > 2:
        grid = grid[0] if len(grid) else grid.reshape(0, grid.shape[-1])
    grid = np.atleast_2d(grid)[:MOST, :MOST]
    rows = _labels(tokens)
    across = _labels(columns)
    if columns is None and values.ndim != 1 and grid.shape[0] == grid.shape[1]:
        across = rows
    if columns is None and values.ndim == 1 and len(rows) == values.shape[0] != 1:
        rows, across = (), rows  # a vector is one row, so its labels go above it
    return Shown(
        line=0,
        rows=tuple(tuple(row) for row in grid.astype(float).tolist()),
        shape=values.shape,
        row_labels=rows[: grid.shape[0]],
        column_labels=across[: grid.shape[1]],
        title=str(title)[:80],
        dtype=str(values.dtype),
    )


def plain_text(shown: Shown) -> str:
    """The grid as plain text, below its title and shape."""
    cells = [[_number(value, shown.dtype) for value in row] for row in shown.rows]
    labels = list(shown.row_labels) + [""] * (len(cells) - len(shown.row_labels))
    width = max((_width(label) for label in labels), default=0)
    head = " ".join(part for part in (shown.title, str(shown.shape), shown.dtype) if part)
    above = list(shown.column_labels)
    count = max((len(row) for row in cells), default=0)
    above += [""] * (count - len(above))
    widths = [
        max([_width(above[column])] + [_width(row[column]) for row in cells]) for column in range(count)
    ]
    lines = [head]
    if any(above):
        lines.append(_line("", width, above, widths))
    lines += [_line(label, width, row, widths) for label, row in zip(labels, cells, strict=True)]
    return "\n".join(lines)


def _line(label: str, width: int, cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [" " * (wide - _width(cell)) + cell for cell, wide in zip(cells, widths, strict=True)]
    start = label + " " * (width - _width(label)) + "  " if width else ""
    return (start + "  ".join(padded)).rstrip()


def _number(value: float, dtype: str) -> str:
    if dtype == "bool":
        return "1" if value else "0"
    if dtype.startswith(("int", "uint")):
        return f"{value:.0f}"
    return f"{value:.2f}" if abs(value) < 10_000 or math.isnan(value) else f"{value:.1e}"


def _width(text: str) -> int:
    """Terminal cells: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def _labels(labels: Iterable[object] | None) -> tuple[str, ...]:
    """Labels as short text without control characters."""
    if labels is None:
        return ()
    some = labels.split() if isinstance(labels, str) else list(labels)[:MOST]
    clean = ("".join(c if c.isprintable() else "·" for c in str(label)) for label in some)
    return tuple(text if len(text) <= LABEL else f"{text[: LABEL - 1]}…" for text in clean)


def _described(array: Any, values: Any) -> str:
    if isinstance(array, np.ndarray):
        return f"an array of {array.dtype}"
    return f"a {type(array).__name__} that makes an array of {values.dtype}"
