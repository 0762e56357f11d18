"""Evaluates formulas in questions, such as ``sqrt(d_model / n_heads)``, without executing Python."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping

Values = Mapping[str, int | float]
Shape = tuple[int, ...]

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "abs": abs,
    "min": min,
    "max": max,
    "round": round,
}
_LONGEST = 200  # characters of a formula
_LARGEST = 1e300
_HIGHEST = 64.0  # largest exponent of an integer, so that no power exhausts the memory
_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*?)(?::([,]?(?:\.\d)?[dfge]?))?\}")
_GROUPED = 10_000  # integers from this size on are written with thousands separators


class FormulaError(ValueError):
    """A formula cannot be evaluated. The message completes a sentence."""


def compute(formula: str, values: Values) -> int | float:
    """Evaluate ``formula`` with ``values`` for its names.

    Raises:
        FormulaError: it uses more than numbers, names, + - * / // % ** and the allowed functions, or has no value.
    """
    found = _value(_parsed(formula), values, formula)
    if isinstance(found, tuple):
        raise FormulaError(f"'{formula}' is a shape, not a number")
    return found


def compute_shape(formula: str, values: Values) -> Shape:
    """Evaluate a shape such as ``(B, T, d_model // n_heads)``.

    Raises:
        FormulaError: as in ``compute``, or a size is not an integer.
    """
    found = _value(_parsed(formula), values, formula)
    sizes = found if isinstance(found, tuple) else (found,)
    whole = tuple(int(size) for size in sizes)
    if any(size != given or size < 0 for size, given in zip(whole, sizes, strict=True)):
        raise FormulaError(f"'{formula}' gives {sizes}, which is not a shape")
    return whole


def fill(text: str, values: Values) -> str:
    """Replace each ``{formula}`` or ``{formula:.2f}`` in ``text`` by its value; ``{{`` is a literal brace.

    Raises:
        FormulaError: as in ``compute``.
    """

    def number(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        found = _value(_parsed(match[1]), values, match[1])
        if isinstance(found, tuple):
            return shape_text(tuple(int(size) for size in found))
        return number_text(found, match[2] or "")

    return _PLACE.sub(number, text)


def number_text(value: float, form: str = "") -> str:
    """Format a number as the lessons do: ``2,099,712``, ``−0.5``, ``0.0625``."""
    if form:
        text = format(int(value) if form.endswith("d") else value, form)
    elif float(value).is_integer() and abs(value) < 1e15:
        text = f"{int(value):,}" if abs(value) >= _GROUPED else str(int(value))
    else:
        text = f"{value:.6g}"
    return text.replace("-", "−")


def shape_text(sizes: Shape) -> str:
    """``(5,)``, ``(5, 8)``."""
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"


def _parsed(formula: str) -> ast.expr:
    if len(formula) > _LONGEST:
        raise FormulaError(f"a formula of {len(formula)} characters is too long")
    try:
        return ast.parse(formula.strip().replace("−", "-"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"'{formula}' is not a formula") from None


def _value(node: ast.expr, values: Values, formula: str) -> float | tuple[float, ...]:
    if isinstance(node, ast.Tuple):
        return tuple(_number(item, values, formula) for item in node.elts)
    return _number(node, values, formula)


def _number(node: ast.expr, values: Values, formula: str) -> float:
    try:
        found = _computed(node, values, formula)
    except (ArithmeticError, ValueError, TypeError, RecursionError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(f"'{formula}' has no value: {error}") from None
    if isinstance(found, complex) or not abs(found) < _LARGEST:
        raise FormulaError(f"'{formula}' has no value")
    return found


def _computed(node: ast.expr, values: Values, formula: str) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(id=name):
            if name not in values:
                raise FormulaError(f"'{name}' in '{formula}' is not drawn")
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_number(inner, values, formula)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            one, other = _number(left, values, formula), _number(right, values, formula)
            if isinstance(op, ast.Pow) and abs(other) > _HIGHEST:
                raise FormulaError(f"'{formula}' has too high an exponent")
            return _OPERATORS[type(op)](one, other)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_number(one, values, formula) for one in arguments))
    raise FormulaError(f"'{formula}' has '{ast.unparse(node)}', which is not allowed in a formula")
