"""Draws one block: the residual stream as a thick line, and the branches that read it and add to it."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.transformers.map.anatomy import Branch, MapPart
from tutor.transformers.map.canvas import Canvas
from tutor.transformers.map.spots import Spots

# Columns between two parts, and whether shapes are written without spaces. The first variant that fits is used.
_WAYS = ((4, False), (4, True), (3, True), (2, True))
# Columns from the stream to the first part of a branch's first line, and of its other lines.
_FIRST, _NEXT = 4, 9


def draw_block(canvas: Canvas, spots: Spots, x: int, y: int, width: int, rows: int) -> int:
    """Draw the block of the selected part, with its stream at column ``x``, from row ``y`` on. Returns the row after
    it.

    Uses the tall form if ``rows`` allow it. If even the low form is too tall, branches other than the selected one are
    folded into single parts, attention first.
    """
    branches = spots.branches
    tall = _height(branches, (), tall=True) <= rows
    folded = _folded(branches, spots.decoder_branch, rows, tall=tall)
    below = 2 if tall else 1  # number of rows from a part to its output's shape
    top = y
    wide = branches[0].add.shapes()
    canvas.put(canvas.put(x + 2, y, "x ", "quiet"), y, wide, "shape")
    y += 2
    middle = x
    for branch in branches:
        canvas.put(x, y, "┣━▶ ", "head")
        if branch.piece in folded:
            middle = spots.folded(branch, x + _FIRST, y) - 2
            y += 1
            canvas.put(x, y, f"⊕◀{'━' * (middle - x - 2)}┛", "head")
            y += 1
            continue
        for number, line in enumerate(branch.lines):
            if number:
                _wire(canvas, x + 6, y + below + 1, middle)
                y += below + 3 if tall else 3
                canvas.put(x + 6, y, "╰▶ ", "quiet")
            start = x + (_NEXT if number else _FIRST)
            middle = _line(canvas, spots, line, start, y, x + width - start, below, tall=tall)
        y += below + 1
        spots.sign(branch.add, x, y, middle - x)
        canvas.put(x + 1, y, f"◀{'━' * (middle - x - 2)}┛", "head")
        y += 1
        if branch.norm_after is not None:
            canvas.put(spots.pill(branch.norm_after, x, y) + 1, y, branch.norm_after.shapes(), "shape")
            y += 1
        y += tall and branch.norm_after is None
    canvas.put(x + 2, y - tall, wide, "shape")
    for row in range(top, y + (not tall)):
        if canvas.free(x, row):
            canvas.put(x, row, "┃", "head")
    return y + (not tall)


def _folded(branches: Sequence[Branch], picked: Branch | None, rows: int, *, tall: bool) -> list[str]:
    """The branches to fold, so that the block fits into ``rows``."""
    folded: list[str] = []
    for branch in sorted(branches, key=lambda one: len(one.lines), reverse=True):
        if _height(branches, folded, tall=tall) <= rows:
            break
        if branch is not (picked or branches[0]):
            folded.append(branch.piece)
    return folded


def _height(branches: Sequence[Branch], folded: Sequence[str], *, tall: bool) -> int:
    """The number of rows of the block."""
    below, step = (2, 5) if tall else (1, 3)
    rows = 2 + (not tall)
    for branch in branches:
        if branch.piece in folded:
            rows += 2
        else:
            rows += step * (len(branch.lines) - 1) + below + 2 + (branch.norm_after is not None or tall)
    return rows


def _line(
    canvas: Canvas,
    spots: Spots,
    parts: Sequence[MapPart],
    x: int,
    y: int,
    room: int,
    below: int,
    *,
    tall: bool,
) -> int:
    """Draw parts side by side with their output shapes below. Returns the middle column of the last part."""
    gap, close = next((way for way in _WAYS if _width(parts, *way) <= room), _WAYS[-1])
    middle = x
    for number, part in enumerate(parts):
        if number:
            x = canvas.put(x, y, f"{'─' * (gap - 2)}▶ ", "quiet")
        width = _columns(part, close)
        end = spots.pill(part, x, y, width, tall=tall)
        shapes = part.shapes(close=close)
        canvas.put(x + (width - len(shapes)) // 2, y + below, shapes, "shape")
        middle, x = (x + end) // 2, end
    return middle


def _columns(part: MapPart, close: bool) -> int:
    return max(len(part.label) + 2, len(part.shapes(close=close)))


def _width(parts: Sequence[MapPart], gap: int, close: bool) -> int:
    return sum(_columns(part, close) for part in parts) + gap * (len(parts) - 1)


def _wire(canvas: Canvas, x: int, y: int, end: int) -> None:
    """Draw the wire from below the part at column ``end`` back to the start of the next line."""
    canvas.put(x, y, f"╭{'─' * (end - x - 1)}╯", "quiet")
