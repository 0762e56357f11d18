"""The notation for operations and lines: ``(5, 8) @ (8, 4) → (5, 4)``, as a person would write it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from tutor.shapes.program import Program, Site
from tutor.shapes.records import Done, Raw
from tutor.shapes.trace import Shape, Value

NAMELESS = "call"  # a call of an expression without a name; the lines inside it say more
WIDTH = 60  # a line's text is shortened to about this length
HEAD = 36  # a call's source is shown up to this length
CONTRACTIONS = frozenset(
    {"@", "@=", "matmul", "dot", "einsum", "tensordot", "inner", "outer", "vdot", "kron"}
)
VIEWS = frozenset(
    {"T", "mT", "reshape", "transpose", "swapaxes", "moveaxis", "rollaxis", "ravel", "flatten", "squeeze"}
    | {"expand_dims", "broadcast_to", "permute_dims", "matrix_transpose"}
    | {"atleast_1d", "atleast_2d", "atleast_3d"}
)


def kind_name(raw: Raw) -> str:
    """The name of the dtype or type."""
    return raw.kind if isinstance(raw.kind, str) else _dtype_name(raw.kind)


@functools.cache
def _dtype_name(dtype: Any) -> str:
    """Cached, because NumPy computes the name each time, which takes longer than the rest of a value."""
    return str(dtype.name)


def scalar_text(raw: Raw) -> str:
    """A number, short and readable."""
    if raw.scalar is None:
        return ""
    return f"{raw.scalar:.4g}" if isinstance(raw.scalar, float | complex) else str(raw.scalar)


def value_of(raw: Raw, names: tuple[str, ...] = ()) -> Value:
    """The ``Value`` of a recorded value."""
    text = ", ".join(outside_text(item) for item in raw.items) if raw.items else scalar_text(raw)
    return Value(raw.shape, kind_name(raw), text[:80], names)


def shape_text(shape: Shape) -> str:
    """A shape as NumPy writes it."""
    return str(tuple(shape))


def outside_text(raw: Raw) -> str:
    """A shape; a number's value; a list's shapes; otherwise the type."""
    if raw.items:
        return ", ".join(outside_text(item) for item in raw.items)
    if raw.shape is None:
        return kind_name(raw)
    if raw.shape == () and raw.scalar is not None and len(scalar_text(raw)) <= 8:
        return scalar_text(raw)
    return shape_text(raw.shape)


def result_text(raw: Raw) -> str:
    """Like ``outside_text``, but a number is ``()``, because a result is described by its shape."""
    if raw.items:
        return ", ".join(result_text(item) for item in raw.items)
    return shape_text(raw.shape) if raw.shape is not None else kind_name(raw)


def stretched(site: Site, operands: Sequence[Raw]) -> bool:
    """Whether broadcasting stretched an array operand. Scalars do not count."""
    shapes = [raw.shape for raw in operands if raw.shape]
    if len(shapes) < 2:
        return False
    if site.symbol in ("@", "@=", "matmul"):
        shapes = [shape[:-2] for shape in shapes if len(shape) > 2]  # only leading axes are broadcast
        return len(set(shapes)) > 1
    if site.kind in ("binary", "compare", "augment") or site.symbol in ("where", "maximum", "minimum"):
        return len(set(shapes)) > 1
    return False


def informative(site: Site, done: Done) -> bool:
    """Whether an operation says more than the shape of its result."""
    arrays = [raw for raw in done.operands if raw.shape]
    if done.result is None:
        return True
    if not arrays or site.symbol == NAMELESS or (kind_name(done.result) == "bool" and not done.result.shape):
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
    """A call or index as written in the source, shortened to its name if it is long."""
    if site.symbol == "einsum" and done.note:
        return f'einsum("{done.note}")'
    source = program.text(site.span)
    if len(source) <= HEAD:
        return source
    if (site.dotted or site.kind == "item") and site.feeds and site.feeds[0] is not None:
        first = site.operands[0]  # if the receiver is an operation itself, show only the method
        source = program.text((first[2], first[3], site.span[2], site.span[3])).lstrip(") ")
        if len(source) <= HEAD:
            return source
    return short_head(site)


def short_head(site: Site) -> str:
    return "[…]" if site.kind == "item" else f"{site.symbol}(…)"


def operation_text(program: Program, site: Site, done: Done) -> str:
    """One complete operation: ``k.transpose(0, 2, 1)  (2, 5, 8) → (2, 8, 5)``."""
    result = " ✗" if done.result is None else f" → {result_text(done.result)}"
    if site.kind in ("binary", "compare", "augment"):
        return f" {site.symbol} ".join(outside_text(raw) for raw in done.operands) + result
    if site.kind == "unary":
        return f"{site.symbol}{outside_text(done.operands[0])}{result}"
    shapes = operands_text(done.operands)
    rest = f"  {shapes}{result}" if shapes else result
    text = head_text(program, site, done) + rest
    if len(compact(text)) > WIDTH and site.symbol != "einsum":
        text = short_head(site) + rest
    return compact_if_long(text)


def compact(text: str) -> str:
    """Remove spaces inside shapes: ``(2,4,5,8)``."""
    out: list[str] = []
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == " " and depth and text[at - 1] == "," and text[at - 2].isdigit():
            continue
        out.append(character)
    return "".join(out)


def compact_if_long(text: str) -> str:
    """Remove spaces inside shapes if the text is too long with them."""
    return compact(text) if len(text) > WIDTH else text
