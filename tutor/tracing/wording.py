"""How operations and lines read: ``(5, 8) @ (8, 4) → (5, 4)``, as a person would write it beside the code."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tutor.tracing.program import Program, Site
from tutor.tracing.recorder import Done, Raw
from tutor.tracing.trace import Shape, Value

NAMELESS = "call"  # a call of something without a name: what happens inside says more
WIDTH = 60  # a line's text is shortened to stay about this long
HEAD = 36  # and a call's own source is shown up to this long
CONTRACTIONS = frozenset(
    {"@", "@=", "matmul", "dot", "einsum", "tensordot", "inner", "outer", "vdot", "kron"}
)
VIEWS = frozenset(
    {"T", "mT", "reshape", "transpose", "swapaxes", "moveaxis", "rollaxis", "ravel", "flatten", "squeeze"}
    | {"expand_dims", "broadcast_to", "permute_dims", "matrix_transpose"}
    | {"atleast_1d", "atleast_2d", "atleast_3d"}
)


def kind_name(raw: Raw) -> str:
    """The dtype's or the type's name."""
    return raw.kind if isinstance(raw.kind, str) else _dtype_name(raw.kind)


@functools.cache
def _dtype_name(dtype: Any) -> str:
    """NumPy works the name out anew each time, which takes longer than the rest of a value."""
    return str(dtype.name)


def scalar_text(raw: Raw) -> str:
    """A number as briefly as it reads well."""
    if raw.scalar is None:
        return ""
    return f"{raw.scalar:.4g}" if isinstance(raw.scalar, float | complex) else str(raw.scalar)


def value_of(raw: Raw, names: tuple[str, ...] = ()) -> Value:
    """What travels of a recorded value."""
    text = ", ".join(outside_text(item) for item in raw.items) if raw.items else scalar_text(raw)
    return Value(raw.shape, kind_name(raw), text[:80], names)


def shape_text(shape: Shape) -> str:
    """NumPy's own way of writing a shape."""
    return str(tuple(shape))


def outside_text(raw: Raw) -> str:
    """A shape; a number's own value; a list's shapes; otherwise the type."""
    if raw.items:
        return ", ".join(outside_text(item) for item in raw.items)
    if raw.shape is None:
        return kind_name(raw)
    if raw.shape == () and raw.scalar is not None and len(scalar_text(raw)) <= 8:
        return scalar_text(raw)
    return shape_text(raw.shape)


def result_text(raw: Raw) -> str:
    """Like ``outside_text``, but a number is ``()``: a result's shape is what matters."""
    if raw.items:
        return ", ".join(result_text(item) for item in raw.items)
    return shape_text(raw.shape) if raw.shape is not None else kind_name(raw)


def stretched(site: Site, operands: Sequence[Raw]) -> bool:
    """Whether broadcasting stretched an array operand (a plain number is not worth a word)."""
    shapes = [raw.shape for raw in operands if raw.shape]
    if len(shapes) < 2:
        return False
    if site.symbol in ("@", "@=", "matmul"):
        shapes = [shape[:-2] for shape in shapes if len(shape) > 2]  # only leading axes are broadcast
        return len(set(shapes)) > 1
    if site.kind in ("binary", "compare", "augment") or site.symbol in ("where", "maximum", "minimum"):
        return len(set(shapes)) > 1
    return False


def telling(site: Site, done: Done) -> bool:
    """Whether an operation says more than the shape of its result."""
    arrays = [raw for raw in done.operands if raw.shape]
    if done.result is None:
        return True
    if not arrays or site.symbol == NAMELESS:
        return False
    if site.symbol in CONTRACTIONS:
        return True
    if site.kind in ("binary", "compare", "augment"):
        return stretched(site, done.operands)
    if site.kind == "item":
        return bool(done.result.shape) and (done.result.shape != arrays[0].shape or len(arrays) > 1)
    if site.symbol in VIEWS and site.kind == "call" and done.result.shape:
        return True
    if len(arrays) > 1 and done.learners:
        return True
    if done.result.shape is None:
        return bool(done.result.items)
    return any(raw.shape != done.result.shape for raw in arrays)


def operands_text(operands: Sequence[Raw]) -> str:
    """Operands separated by commas; many of one shape are counted."""
    texts = [outside_text(raw) for raw in operands]
    if len(texts) > 3 and len(set(texts)) == 1:
        return f"{len(texts)} × {texts[0]}"
    return ", ".join(texts)


def head_text(program: Program, site: Site, done: Done) -> str:
    """A call or index as it stands in the source, shortened to its name when long."""
    if site.symbol == "einsum" and done.note:
        return f'einsum("{done.note}")'
    source = program.text(site.span)
    before_dot = site.dotted or site.kind in ("item", "attribute")
    if (
        before_dot and site.feeds and site.feeds[0] is not None
    ):  # the receiver is itself an operation on this line
        first = site.operands[0]
        source = program.text((first[2], first[3], site.span[2], site.span[3])).lstrip(") ")
    if len(source) <= HEAD:
        return source
    return "[…]" if site.kind == "item" else f"{site.symbol}(…)"


def operation_text(program: Program, site: Site, done: Done) -> str:
    """One operation in full: ``k.transpose(0, 2, 1)  (2, 5, 8) → (2, 8, 5)``."""
    result = " ✗" if done.result is None else f" → {result_text(done.result)}"
    if site.kind in ("binary", "compare", "augment"):
        return f" {site.symbol} ".join(outside_text(raw) for raw in done.operands) + result
    if site.kind == "unary":
        return f"{site.symbol}{outside_text(done.operands[0])}{result}"
    head = head_text(program, site, done)
    shapes = operands_text(done.operands)
    text = f"{head}  {shapes}{result}" if shapes else f"{head}{result}"
    return compact(text) if len(text) > WIDTH else text


def compact(text: str) -> str:
    """Shapes without spaces inside their brackets: ``(2,4,5,8)``."""
    out: list[str] = []
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == " " and depth and text[at - 1] == "," and text[at - 2].isdigit():
            continue
        out.append(character)
    return "".join(out)


def line_text(
    program: Program, done: Mapping[int, Done], assigned: Mapping[str, Raw], naming: bool = False
) -> str:
    """What stands beside a line: its telling operations in a chain, or the shapes it assigned."""
    text = _shorten(_pieces(program, done))
    if text:
        broadcast = any(
            stretched(program.sites[site], it.operands) and program.sites[site].symbol not in CONTRACTIONS
            for site, it in done.items()
        )
        return f"{text}  broadcast" if broadcast and "✗" not in text else text
    shapes = {name: raw for name, raw in assigned.items() if raw.shape or raw.items}
    if not shapes and done and not assigned:
        last = list(done.values())[-1]
        return result_text(last.result) if last.result is not None and last.result.shape else ""
    return assigned_text(shapes, naming)


def assigned_text(shapes: Mapping[str, Raw], naming: bool = False) -> str:
    """``(5, 4)`` for one name, ``q, k, v (5, 4)`` or ``q (5, 4), w (8, 4)`` for several."""
    if not shapes or (len(shapes) == 1 and not naming):
        return compact_if_long("".join(result_text(raw) for raw in shapes.values()))
    groups: dict[str, list[str]] = {}
    for name, raw in shapes.items():
        groups.setdefault(result_text(raw), []).append(name)
    if len(groups) == 1:
        return compact_if_long(f"{', '.join(shapes)} {next(iter(groups))}")
    return compact_if_long(", ".join(f"{name} {result_text(raw)}" for name, raw in shapes.items()))


def compact_if_long(text: str) -> str:
    """Without the spaces inside shapes when it would be too long with them."""
    return compact(text) if len(text) > WIDTH else text


def _rank(site: Site, done: Done) -> int:
    if done.result is None:
        return 4
    if site.symbol in CONTRACTIONS:
        return 3
    return 2 if done.learners else 1


def _pieces(program: Program, done: Mapping[int, Done]) -> list[tuple[int, str]]:
    """The line's telling operations as (rank, text); what one hands to the next is written as one chain."""
    pieces: dict[int, tuple[int, str]] = {}
    for number, it in done.items():
        site = program.sites[number]
        if not telling(site, it):
            continue
        text, rank = operation_text(program, site, it), _rank(site, it)
        for position, feed in enumerate(site.feeds):
            source = _upstream(program, done, feed)
            if source is None or source not in pieces:
                continue
            before_rank, before = pieces.pop(source)
            made = done[source].result
            arrays = [raw for raw in it.operands if raw.shape]
            continues = made is not None and bool(arrays) and made.shape == arrays[0].shape
            if it.result is None or not continues:
                if before_rank > 1:
                    pieces[source] = (before_rank, before)
            elif len(arrays) == 1 and site.kind != "binary":
                text, rank = f"{before} → {result_text(it.result)}", max(rank, before_rank)
            elif len(it.operands) == 2 and site.kind == "binary" and position == 0 and before_rank > 1:
                text = f"{before} {site.symbol} {outside_text(it.operands[1])} → {result_text(it.result)}"
                rank = max(rank, before_rank)
            elif before_rank > 1:
                pieces[source] = (before_rank, before)
        pieces[number] = (rank, text)
    return list(pieces.values())


def _upstream(program: Program, done: Mapping[int, Done], feed: int | None) -> int | None:
    """The nearest telling operation behind an operand, through those that keep the shape."""
    while feed is not None and feed in done and not telling(program.sites[feed], done[feed]):
        onward: Iterable[int] = (f for f in program.sites[feed].feeds if f is not None and f in done)
        feed = next(iter(onward), None)
    return feed if feed is not None and feed in done else None


def _shorten(pieces: list[tuple[int, str]]) -> str:
    pieces = list({text: (rank, text) for rank, text in pieces}.values())  # q and k made alike are said once

    def joined(some: list[tuple[int, str]]) -> str:
        return "; ".join(text for _, text in some)

    if len(joined(pieces)) <= WIDTH:
        return joined(pieces)
    for rank in (0, 2, 3, 4):
        kept = [piece for piece in pieces if piece[0] >= rank]
        if kept:
            pieces = kept
        if len(compact(joined(pieces))) <= WIDTH:
            break
    return compact_if_long(joined(pieces if len(compact(joined(pieces))) <= WIDTH else pieces[-1:]))
