"""Draws the map: the position of each part, the wires between them, and the caption of the selected one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.transformers.architectures.dims_view import in_short
from tutor.transformers.architectures.table import Table, shares
from tutor.transformers.architectures.tensors import tensors_of
from tutor.transformers.map.anatomy import Anatomy, MapPart
from tutor.transformers.map.block_picture import draw_block
from tutor.transformers.map.canvas import Canvas
from tutor.transformers.map.spots import MapSpot, Spots

WIDTH, HEIGHT = 80, 22  # cells of the small diagram
WIDE, TALL = 118, 34  # from this size on, there is room for frames, costs and larger parts
PILL, FRAMED = 19, 21  # columns of a part in the stack
# Start column of a second stack, and columns of a part if there are two stacks.
_SECOND, _SECOND_PILL = 34, 17


@dataclass(frozen=True, slots=True)
class Caption:
    """The text for the selected part, and the keys of its references."""

    says: str = ""
    formula: str = ""
    leads: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The cells, and the position of each part."""

    canvas: Canvas
    spots: tuple[MapSpot, ...]


def draw_map(anatomy: Anatomy, lit: int | None, caption: Caption, width: int, height: int) -> Drawing:
    """Draw the map as large as fits. ``lit`` is the index of the selected part in ``anatomy.parts``."""
    wide = width >= WIDE and height >= TALL
    canvas = Canvas(width if wide else max(width, WIDTH), height if wide else max(height, HEIGHT))
    spots = Spots(canvas, anatomy, lit)
    if wide:
        _draw_wide(canvas, spots, anatomy, caption)
    else:
        _draw_small(canvas, spots, anatomy, caption)
    return Drawing(canvas, tuple(spots.found))


def _draw_small(canvas: Canvas, spots: Spots, anatomy: Anatomy, caption: Caption) -> None:
    last = canvas.height - 3
    if anatomy.second and spots.lit_branch is None:
        canvas.put(1, 0, "it reads: the encoder", "quiet")
        canvas.put(_SECOND, 0, "it writes: the decoder", "quiet")
        _two_stacks(canvas, spots, anatomy, 1, 1, last, tall=False)
        _scores_of(canvas, anatomy, 58, 3)
    else:
        canvas.put(1, 0, f"the {_which(anatomy, spots)}", "quiet")
        canvas.put(23, 0, "inside one block", "quiet")
        stack = anatomy.stack if spots.decoder_branch is None else anatomy.second
        rows = _stack(canvas, spots, stack, 1, 1, last, PILL, tall=False)
        _zoom(canvas, rows, spots.block_row, 1, last)
        end = draw_block(canvas, spots, 24, 1, canvas.width - 24, last - 1)
        canvas.put(24, end, "▼", "head")
        canvas.put(canvas.put(26, end, "the residual stream", "head"), end, ": read and added to", "quiet")
    _say_small(canvas, spots, caption)


def _which(anatomy: Anatomy, spots: Spots) -> str:
    """A label that says which stack the drawn block belongs to."""
    if not anatomy.second:
        return "model"
    return "encoder" if spots.decoder_branch is None else "decoder"


def _say_small(canvas: Canvas, spots: Spots, caption: Caption) -> None:
    row, x = canvas.height - 2, 1
    if spots.lit_part is not None:
        x = canvas.put(x, row, f" {spots.lit_part.label} ", "lit") + 2
    canvas.put(x, row, caption.says)
    _leads(canvas, 1, canvas.height - 1, caption.leads)


def _leads(canvas: Canvas, x: int, y: int, leads: Sequence[tuple[str, str]]) -> None:
    """The keys of the references. Texts are cut so that each gets an equal part of the line."""
    room = canvas.width - x - 1 - sum(len(key) + 4 for key, _ in leads)
    for number, (key, words) in enumerate(leads):
        share = room // (len(leads) - number)
        shown = words if len(words) <= share else f"{words[: share - 1]}…"
        room -= len(shown)
        x = canvas.put(canvas.put(x, y, key, "key") + 1, y, shown) + 3


def _draw_wide(canvas: Canvas, spots: Spots, anatomy: Anatomy, caption: Caption) -> None:
    high = canvas.height - 5
    last = high - 3
    if anatomy.second:
        canvas.box(0, 0, 58, high, "it reads, it writes")
        _two_stacks(canvas, spots, anatomy, 2, 2, last, tall=True)
        left, right = 59, canvas.width - 59
        note = f"of the {_which(anatomy, spots)}"
    else:
        canvas.box(0, 0, 27, high, "the model")
        rows = _stack(canvas, spots, anatomy.stack, 3, 2, last, FRAMED, tall=True)
        canvas.put(24, rows[spots.block_row], "━━━━━▶", "key")
        left, right = 29, 59
        note = ""
        _costs(canvas, anatomy, 89, 0, canvas.width - 89, high)
    canvas.box(left, 0, right, high, "inside one block", note, role="key")
    if not anatomy.second:
        canvas.put(28, rows[spots.block_row], "━▶", "key")
    end = draw_block(canvas, spots, left + 3, 2, right - 5, high - 5)
    for row in range(end, high - 2):
        canvas.put(left + 3, row, "┃", "head")
    canvas.put(left + 3, high - 2, "▼", "head")
    x = canvas.put(left + 5, high - 3, "the residual stream", "head")
    canvas.put(x, high - 3, ": every branch reads it,", "quiet")
    canvas.put(left + 5, high - 2, "and adds what it found", "quiet")
    title = spots.lit_part.label if spots.lit_part is not None else "choose a piece"
    canvas.box(0, high, canvas.width, 5, title, caption.note, role="key")
    canvas.put(2, high + 1, caption.says)
    canvas.put(2, high + 2, caption.formula, "formula")
    _leads(canvas, 2, high + 3, caption.leads)


# Stacks


def _stack(
    canvas: Canvas,
    spots: Spots,
    parts: Sequence[MapPart],
    x: int,
    y: int,
    last: int,
    width: int,
    *,
    tall: bool,
) -> list[int]:
    """Draw a stack from top to bottom, with each output's shape on the wire to the next part. Returns
    the row of each."""
    fits = [step for step in ((4, 3, 2) if tall else (3, 2)) if y + step * (len(parts) - 1) <= last]
    step = fits[0] if fits else 2
    rows = [y + step * number for number in range(len(parts))]
    for part, row in zip(parts, rows, strict=True):
        spots.pill(part, x, row, width, tall=step == 4)
        if part is parts[-1]:
            break
        first, behind = (row + 2, row + 3) if step == 4 else (row + 1, row + step)
        wire = "┃" if part.stream else "│"
        for line in range(first, behind):
            canvas.put(x + 2, line, wire, "head" if part.stream else "quiet")
        if step == 3 and not part.stream:
            canvas.put(x + 2, behind - 1, "▼", "quiet")
        canvas.put(x + 4, first, part.shapes(), "shape")
    return rows


def _zoom(canvas: Canvas, rows: Sequence[int], block: int, first: int, last: int) -> None:
    """Lines from the block in the stack to its enlarged inside."""
    for row in range(first, last + 1):
        canvas.put(21, row, "┃", "key")
    canvas.put(21, first - 1, "┏", "key")
    canvas.put(21, last, "┗", "key")
    canvas.put(20, rows[block], "━┫", "key")


def _two_stacks(
    canvas: Canvas, spots: Spots, anatomy: Anatomy, x: int, y: int, last: int, *, tall: bool
) -> None:
    """The encoder, the decoder, and the connection between them."""
    second = x + _SECOND - 1
    fits = [s for s in ((4, 3, 2) if tall else (3, 2)) if y + s * (len(anatomy.second) - 1) <= last]
    until = y + (fits[0] if fits else 2) * (len(anatomy.stack) - 1)  # both stacks have the same spacing
    left = _stack(canvas, spots, anatomy.stack, x, y, min(last, until), _SECOND_PILL, tall=tall)
    right = _stack(canvas, spots, anatomy.second, second, y, last, _SECOND_PILL, tall=tall)
    names = [part.piece for part in anatomy.second]
    own, cross, end = (right[names.index(name)] for name in ("self", "cross", "feed-forward"))
    start, middle = x + _SECOND_PILL, second - 4
    memory = left[-1]
    canvas.put(start, memory, "━" * (middle - start), "key")
    canvas.put(middle, cross, "━" * (second - middle - 2) + "▶ ", "key")
    if memory != cross:
        low, high = sorted((memory, cross))
        for row in range(low + 1, high):
            canvas.put(middle, row, "┃", "key")
        canvas.put(middle, memory, "┛" if cross < memory else "┓", "key")
        canvas.put(middle, cross, "┏" if cross < memory else "┗", "key")
    canvas.put(start + 1, memory + 1, f"K V {anatomy.stack[-1].shapes()}"[: second - start - 2], "shape")
    bracket = second + _SECOND_PILL + 1
    canvas.put(bracket - 1, own, "─╮", "quiet")
    for row in range(own + 1, end):
        canvas.put(bracket, row, "│", "quiet")
    canvas.put(bracket - 1, end, "─╯", "quiet")
    times = anatomy.architecture.n_decoder_layers
    canvas.put(bracket + 1, cross, f"× {times}" if times < 10 else f"×{times}", "head")


def _scores_of(canvas: Canvas, anatomy: Anatomy, x: int, y: int) -> None:
    """The shape and mask of the scores in each of the three attentions."""
    source, target = anatomy.tokens, anatomy.second[0].leaves[0][0]
    heads = anatomy.architecture.n_heads
    said = (
        ("source: self", (source, source), "no mask"),
        ("target: self", (target, target), "causal mask"),
        ("target: cross", (target, source), "no mask"),
    )
    canvas.put(x, y - 2, "scores", "quiet")
    for number, (name, shape, mask) in enumerate(said):
        row = y + 1 + 5 * number
        canvas.put(x, row, name)
        canvas.put(x, row + 1, f"{heads} × ({shape[0]}, {shape[1]})", "shape")
        canvas.put(x, row + 2, mask, "quiet")


# Costs


def _costs(canvas: Canvas, anatomy: Anatomy, x: int, y: int, width: int, height: int) -> None:
    a = anatomy.architecture
    table = tensors_of(a, seq_len=min(anatomy.tokens, a.max_positions or anatomy.tokens))
    canvas.box(x, y, width, height, "what it costs", f"T = {anatomy.tokens}")
    row = _bars(canvas, table, x + 2, y + 2, width - 4, "parameters")
    _bars(canvas, table, x + 2, row + 1, width - 4, "FLOPs")


def _bars(canvas: Canvas, table: Table, x: int, y: int, width: int, of: str) -> int:
    total = table.parameters if of == "parameters" else table.flops_forward
    canvas.put(x, y, of, "head")
    canvas.right(x + width, y, in_short(total), "head")
    for share in shares(table):
        number, part = (
            (share.parameters, share.of_parameters) if of == "parameters" else (share.flops, share.of_flops)
        )
        if number:
            y += 2
            percent = f"{100 * part:.0f} %" if part >= 0.005 else "<1 %"
            told = f"{in_short(number)} {percent:>5}"
            name = share.name if len(share.name) + len(told) < width else share.name.replace(" and ", ", ")
            canvas.put(x, y - 1, name, "quiet")
            canvas.right(x + width, y - 1, told)
            canvas.put(x, y, "█" * max(1, round(part * width)), "bar")
    return y + 1
