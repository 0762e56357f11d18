"""Explains a failed operation: the shapes involved, and one transpose, axis or reshape that would make them fit."""

from __future__ import annotations

import ast
import itertools
import math
import traceback
from collections.abc import Sequence

from tutor.shapes.execute import Outcome, OutOfTime
from tutor.shapes.line_traces import Naming, failed_operation, no_names
from tutor.shapes.notation import shape_text
from tutor.shapes.program import Program, Site
from tutor.shapes.recorder import BEFORE, Recorder
from tutor.shapes.records import Fault, Raw
from tutor.shapes.trace import Failure, Shape

PRODUCTS = frozenset({"matmul", "dot"})


def explain(program: Program, site: Site, operands: Sequence[Raw], note: str = "") -> tuple[str, str]:
    """Why the shapes do not fit, and what would; each ``""`` if there is nothing to say.

    The first is like ``(2, 5, 8) @ (2, 5, 8): 8 and 5 must match.``, the second like ``Did you mean k.swapaxes(-1,
    -2)?``
    """
    shapes = [raw.shape for raw in operands]
    texts = _written(program, site)
    known = [shape for shape in shapes if shape is not None]
    if site.symbol in ("@", "@=") or (site.kind == "call" and site.symbol in PRODUCTS):
        if len(shapes) == 2 and len(known) == 2 and len(texts) == 2:
            return _product(known[0], known[1], texts)
    elif site.kind in ("binary", "compare", "augment"):
        if len(known) == 2 and len(texts) == 2:
            return _elementwise(site.symbol, known[0], known[1], texts)
    elif site.kind == "call" and site.symbol == "reshape" and known:
        return _reshape(program.text(site.span), known[0])
    elif site.kind == "call" and site.symbol == "einsum" and note:
        return _einsum(note, known), ""
    return "", ""


def product_shape(a: Shape, b: Shape) -> Shape | None:
    """The shape of ``a @ b``, or None if the shapes do not fit."""
    if not a or not b:
        return None
    if a[-1] != (b[-2] if len(b) > 1 else b[0]):
        return None
    batch = broadcast_shape(a[:-2], b[:-2])
    if batch is None:
        return None
    return batch + (a[-2:-1] if len(a) > 1 else ()) + (b[-1:] if len(b) > 1 else ())


def broadcast_shape(a: Shape, b: Shape) -> Shape | None:
    """The shape of ``a + b``, or None if the shapes do not fit."""
    out = []
    for m, n in itertools.zip_longest(reversed(a), reversed(b), fillvalue=1):
        if m != n and 1 not in (m, n):
            return None
        out.append(n if m == 1 else m)
    return tuple(reversed(out))


def _written(program: Program, site: Site) -> list[str]:
    """The two operands as written in the source."""
    texts = [program.text(span) for span in site.operands]
    if site.dotted and len(texts) == 3:
        texts = texts[1:]  # np.matmul(a, b): ``np`` is not an operand
    return texts


def _swapped(text: str, shape: Shape) -> str:
    """The expression with its last two axes swapped. An existing transpose is removed instead."""
    if len(shape) == 2 and text.endswith(".T"):
        return f"{text[:-2]} instead of {text}"
    return f"{_atom(text)}.T" if len(shape) == 2 else f"{_atom(text)}.swapaxes(-1, -2)"


def _atom(text: str) -> str:
    """In parentheses if a method call would otherwise apply to only a part."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return text
    simple = isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
    return text if simple or text.startswith("(") else f"({text})"


def _product(a: Shape, b: Shape, texts: Sequence[str]) -> tuple[str, str]:
    left, right = texts
    said = f"{shape_text(a)} @ {shape_text(b)}: "
    if not a or not b:
        return said + "@ needs arrays on both sides; use * for a number.", f"Did you mean {left} * {right}?"
    inner = b[-2] if len(b) > 1 else b[0]
    if a[-1] == inner:
        m, n = _clash(a[:-2], b[:-2])
        return said + f"{m} and {n} must match, because @ does not multiply the leading axes.", ""
    said += f"{a[-1]} and {inner} must match."
    if len(b) > 1 and product_shape(a, (*b[:-2], b[-1], b[-2])) is not None:
        return said, f"Did you mean {_swapped(right, b)}?"
    if len(a) > 1 and product_shape((*a[:-2], a[-1], a[-2]), b) is not None:
        return said, f"Did you mean {_swapped(left, a)}?"
    if product_shape(b, a) is not None:
        return said, f"Did you mean {right} @ {left}?"
    return said, ""


def _clash(a: Shape, b: Shape) -> tuple[int, int]:
    """The last pair of axes that neither match nor broadcast."""
    pairs = itertools.zip_longest(reversed(a), reversed(b), fillvalue=1)
    return next(((m, n) for m, n in pairs if m != n and 1 not in (m, n)), (0, 0))


def _elementwise(symbol: str, a: Shape, b: Shape, texts: Sequence[str]) -> tuple[str, str]:
    if broadcast_shape(a, b) is not None:
        return "", ""  # the shapes fit, so the error has another cause
    m, n = _clash(a, b)
    said = f"{shape_text(a)} {symbol} {shape_text(b)}: {m} and {n} must match, or one of them must be 1."
    small = 1 if len(b) <= len(a) else 0
    shape, other, text = (b, a, texts[1]) if small == 1 else (a, b, texts[0])
    kept = _keepdims(text)
    fits = [kept] if kept and any(True for _ in _insertions(shape, other)) else _fits(shape, other, text)
    return said, f"Did you mean {fits[0]}?" if len(fits) == 1 else ""


def _fits(shape: Shape, other: Shape, text: str) -> list[str]:
    """Every way to make one array broadcast to the other by a transpose or by new axes of size 1."""
    fits = []
    if len(shape) >= 2 and broadcast_shape((*shape[:-2], shape[-1], shape[-2]), other) == other:
        fits.append(_swapped(text, shape))
    for index in _insertions(shape, other):
        fits.append(f"{_atom(text)}[{', '.join(index)}]")
    return fits


def _insertions(shape: Shape, other: Shape) -> list[tuple[str, ...]]:
    """The indexings ``[:, None]`` that give it as many axes as the other and make it fit."""
    found = []
    for places in itertools.combinations(range(len(other)), len(shape)):
        if len(shape) == len(other):
            break
        if all(shape[i] in (1, other[place]) for i, place in enumerate(places)):
            index = [":" if axis in places else "None" for axis in range(len(other))]
            found.append(tuple(index))
    return found


def _keepdims(text: str) -> str:
    """``x.sum(axis=-1)`` → ``x.sum(axis=-1, keepdims=True)``; ``""`` if it is not such a reduction."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return ""
    if not isinstance(node, ast.Call):
        return ""
    given = {keyword.arg for keyword in node.keywords}
    return (
        f"{text.rstrip()[:-1].rstrip(', ')}, keepdims=True)"
        if "axis" in given and "keepdims" not in given
        else ""
    )


def _reshape(text: str, shape: Shape) -> tuple[str, str]:
    """Explain a reshape to another number of elements. The target is known only if it is written as numbers."""
    have = math.prod(shape)
    said = f"{shape_text(shape)} holds {have} numbers, but the new shape does not."
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return said, ""
    if not isinstance(node, ast.Call):
        return said, ""
    arguments = node.args
    if (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "np"
    ):
        arguments = arguments[1:]
    if len(arguments) == 1 and isinstance(arguments[0], ast.Tuple | ast.List):
        arguments = arguments[0].elts
    try:
        target = [ast.literal_eval(argument) for argument in arguments]
    except ValueError:
        return said, ""
    if not target or not all(isinstance(n, int) for n in target):
        return said, ""
    if -1 in target:
        rest = math.prod(n for n in target if n != -1)
        return f"{shape_text(shape)} holds {have} numbers, which {rest} does not divide.", ""
    would = f"{shape_text(tuple(target))} would hold {math.prod(target)}"
    said = f"{shape_text(shape)} holds {have} numbers, {would}."
    fits = set()
    for place in range(len(target)):
        rest = math.prod(target[:place] + target[place + 1 :])
        if rest > 0 and have % rest == 0:
            fits.add((*target[:place], have // rest, *target[place + 1 :]))
    return said, f"Did you mean {shape_text(next(iter(fits)))}?" if len(fits) == 1 else ""


def _einsum(subscripts: str, shapes: Sequence[Shape]) -> str:
    """The first letter with two sizes, or the first operand with the wrong number of axes."""
    terms = subscripts.replace(" ", "").partition("->")[0].split(",")
    if "..." in subscripts or len(terms) != len(shapes):
        return ""
    sizes: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        if len(term) != len(shape):
            return f'"{term}" names {len(term)} axes, but the operand is {shape_text(shape)}.'
        for letter, size in zip(term, shape, strict=True):
            if sizes.setdefault(letter, size) != size and 1 not in (sizes[letter], size):
                return f'"{letter}" is {sizes[letter]} in one operand and {size} in another.'
    return ""


LONGEST = 400  # characters of an exception's own message


def syntax(error: BaseException) -> Failure:
    """The source does not parse."""
    if isinstance(error, SyntaxError):
        line = error.lineno
        place = f"Line {line} does not parse" if line else "The code does not parse"
        return Failure(f"{place}: {error.msg}.", line, kind="syntax")
    if isinstance(error, RecursionError | MemoryError):
        return Failure("The code is nested too deeply to be read.", None, kind="syntax")
    return Failure(f"The code does not parse: {error}.", None, kind="syntax")


def of(outcome: Outcome, recorder: Recorder, naming: Naming = no_names) -> Failure:
    """The failure that ended this run. ``outcome.error`` must not be None."""
    error = outcome.error
    assert error is not None
    program = recorder.program
    if isinstance(error, OutOfTime):
        return timed_out(outcome.limit, outcome.hot, _source_line(program.source, outcome.hot))
    line = _line(error, program.filename)
    at = f"line {line}" if line else "the code"
    if line is None and _came_from_before(error):
        return Failure(f"A block that this one builds on fails: {_told(error)}", None, kind=_kind(error))
    if isinstance(error, SystemExit):
        return Failure(f"{at[0].upper()}{at[1:]} ended the run with exit({_said(error)}).", line)
    if isinstance(error, MemoryError):
        said = f": {_said(error)}" if str(error) else ""
        return Failure(
            f"{at[0].upper()}{at[1:]} asks for more memory than a run may use{said}.", line, kind="memory"
        )
    if isinstance(error, RecursionError):
        return Failure(f"{at[0].upper()}{at[1:]} calls itself without end: RecursionError.", line)
    fault = recorder.fault
    if fault is None or fault.error is not error or not _innermost(recorder, fault, line):
        return Failure(_told(error), line, kind=_kind(error))
    site = program.sites[fault.site]
    operation = failed_operation(program, fault, naming)
    why, fits = explain(program, site, fault.operands, fault.note)
    if not why:
        shapes = operation.text.removesuffix(" ✗") if any(raw.shape for raw in fault.operands) else ""
        return Failure(_told(error), site.line, operation if shapes else None, fits, _kind(error))
    source = program.text(site.span)
    shown = f"{source}: " if len(source) <= 60 else ""
    return Failure(f"{shown}{why}", site.line, operation, fits)


def timed_out(limit: float | None, line: int | None, text: str = "") -> Failure:
    """The time is up, on this line."""
    after = f" after {limit:g} s" if limit is not None else ""
    where = f" on line {line}" if line else ""
    source = f": {text}" if text else ""
    return Failure(f"Stopped{after}, still running{where}{source}", line, kind="timeout")


def _innermost(recorder: Recorder, fault: Fault, line: int | None) -> bool:
    """Whether the operation itself raised, rather than a function of the learner's that it called."""
    first, _, last, _ = recorder.program.sites[fault.site].span
    return line is not None and first <= line <= last


def _line(error: BaseException, filename: str) -> int | None:
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == filename:
            line = number
    return line


def _came_from_before(error: BaseException) -> bool:
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code.co_filename.startswith(BEFORE) for frame, _ in frames)


def _kind(error: BaseException) -> str:
    """The kind of failure. Refusals by the isolated process's guard have a kind of their own."""
    refused = isinstance(error, PermissionError) and error.errno is None
    return "blocked" if refused else "error"


def _said(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _told(error: BaseException) -> str:
    name, said = type(error).__name__, _said(error)
    if isinstance(error, LookupError) and type(error) is LookupError:
        return said  # our own message is a complete sentence
    if _kind(error) == "blocked":
        return said
    if isinstance(error, KeyError):
        return f"KeyError: there is no key {said}."
    return f"{name}: {said}" if said else name


def _source_line(source: str, line: int | None) -> str:
    lines = source.split("\n")
    return lines[line - 1].strip() if line and line <= len(lines) else ""
