"""Compares numbers: describes an answer, finds the first difference, and cuts out the part worth showing.

These NumPy functions run in the worker. No learner code runs there, so none can replace them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tutor.grading.verdict import Comparison, Grid
from tutor.process import RemoteValue

WINDOW = 8  # largest number of rows and columns in a grid
# relative to the largest number; more than the float32 error of sums of a few hundred products
_NEARLY = 3e-6
LONGEST = 80  # characters of a value in a sentence

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]


LARGEST_BITS = 1023  # the largest exponent of a float; Python refuses to print much longer integers


def describe(value: object) -> str:
    """Describe a returned value in a few words: ``an array of shape (2, 3)``, ``a list``, ``None``."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype.kind == "f" else f" of {value.dtype.name}"
        return f"an array{kind} of shape {shape_text(value.shape)}"
    if isinstance(value, RemoteValue) and value.type_name == "ndarray":
        return f"an array that does not contain numbers ({_cut(value.text)})"
    if isinstance(value, RemoteValue):
        detail = f" ({_cut(value.text)})" if value.text else ""
        return f"{_article(value.type_name)} {value.type_name}{detail}"
    if isinstance(value, tuple | list):
        name = "a tuple" if isinstance(value, tuple) else "a list"
        return f"{name} of {len(value)} {'value' if len(value) == 1 else 'values'}"
    if type(value) is int and value.bit_length() > LARGEST_BITS:
        return f"a whole number of about {int(value.bit_length() * math.log10(2)) + 1:,} digits"
    if isinstance(value, float | np.floating):
        return f"the number {float(value):.6g}"  # 0.3, not 0.30000000000000004
    if isinstance(value, bool | int | float | complex | np.generic):
        return (
            f"the number {_cut(str(value))}" if not isinstance(value, bool | np.bool_) else str(bool(value))
        )
    if isinstance(value, str):
        return f"the text {_cut(repr(value))}"
    name = type(value).__name__
    return f"{_article(name)} {name}"


def is_number(value: object) -> bool:
    """Whether this is a single number: a Python or NumPy scalar, or a 0-d array."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "biuf"
    if type(value) is int and value.bit_length() > LARGEST_BITS:
        return False
    return isinstance(value, bool | int | float | np.bool_ | np.integer | np.floating)


def shape_text(shape: Sequence[int]) -> str:
    """Format a shape: ``(5,)``, ``(2, 3)``, ``()``."""
    return str(tuple(int(n) for n in shape))


def shape_story(actual: Shape, expected: Shape) -> str:
    """The likely cause of a wrong shape, such as swapped axes, or "" if there is no simple one."""
    if actual == expected:
        return ""
    if not actual:
        return "a single number"
    if len(actual) == len(expected):
        swaps = [
            pair
            for pair in itertools.combinations(range(len(expected)), 2)
            if _swapped(expected, pair) == actual
        ]
        if len(swaps) == 1 or (swaps and expected.count(1) == 0 and _only_last(swaps, len(expected))):
            first, second = swaps[-1]
            if second == len(expected) - 1 and first == second - 1:
                return (
                    "axes swapped: the last two are in the wrong order"
                    if len(expected) > 2
                    else "axes swapped"
                )
            return f"axes swapped: {first - len(expected)} and {second - len(expected)}"
        if sorted(actual) == sorted(expected):
            return "the axes are in a different order"
        return ""
    if len(actual) > len(expected):
        if tuple(n for n in actual if n != 1) == tuple(n for n in expected if n != 1):
            return "an axis of size 1 is left over"
        if actual[: len(expected)] == expected or actual[-len(expected) :] == expected:
            return f"{_counted(len(actual) - len(expected), 'axis', 'axes')} too many"
        return f"{len(actual)} axes instead of {len(expected)}"
    if tuple(n for n in actual if n != 1) == tuple(n for n in expected if n != 1):
        return "an axis of size 1 is missing"
    if expected[-len(actual) :] == actual and actual:
        return "the leading axes are missing"
    return f"{_counted(len(actual), 'axis', 'axes')} instead of {len(expected)}"


def differing(actual: Array, expected: Array, atol: float, rtol: float) -> Array:
    """A boolean array, True where two arrays of one shape differ. NaN differs from everything, including NaN."""
    a, e = actual.astype(np.float64), expected.astype(np.float64)
    with np.errstate(all="ignore"):
        near = np.abs(a - e) <= atol + rtol * np.abs(e)
    near |= a == e  # infinities
    near &= np.isfinite(e) | (a == e)
    return ~near


def rounding_story(actual: Array, expected: Array) -> str:
    """A sentence about lost precision if the arrays agree to nearly float32 precision, else "".

    Losing half of the digits is no coincidence: the cause is a float32 intermediate result or a rounding. The dtype
    of the answer does not show it, because a later np.sqrt can return float64 again.
    """
    with np.errstate(all="ignore"):
        distance = np.abs(actual.astype(np.float64) - expected.astype(np.float64)).max(initial=0.0)
        scale = np.abs(expected.astype(np.float64)).max(initial=0.0)
    if not 0 < distance <= _NEARLY * scale < np.inf:
        return ""
    digits = int(-np.log10(distance / scale))
    return f"They agree to {digits} digits: was something rounded, or computed in float32?"


def comparison(what: str, actual: Array, expected: Array, differs: Array | None = None) -> Comparison:
    """Expected beside actual, cut around the first difference. If the shapes differ, the cut starts at index 0."""
    if differs is None or not differs.any():
        return Comparison(what, grid(expected, ()), grid(actual, ()))
    where = tuple(int(i) for i in np.argwhere(differs)[0])
    with np.errstate(all="ignore"):
        distance = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
    finite = distance[np.isfinite(distance)]
    largest = float(finite.max()) if finite.size else None
    return Comparison(what, grid(expected, where), grid(actual, where), where, largest)


def grid(array: Array, where: Shape) -> Grid:
    """The 2-D slice of ``array`` around the index ``where``, with at most ``WINDOW`` rows and columns."""
    where = where if len(where) == array.ndim else (0,) * array.ndim
    index = where[: max(array.ndim - 2, 0)]
    if array.size == 0:
        return Grid((), array.shape, index)
    table = np.atleast_2d(array[index]).astype(np.float64)
    row, column = (0, 0, *where)[-2:] if array.ndim >= 2 else (0, (0, *where)[-1])
    top, left = _start(row, table.shape[0]), _start(column, table.shape[1])
    part = table[top : top + WINDOW, left : left + WINDOW]
    return Grid(tuple(tuple(float(x) for x in line) for line in part), array.shape, index)


def two_numbers(actual: float, expected: float) -> tuple[str, str]:
    """Format both numbers with as few digits as distinguish them."""
    for digits in range(4, 18):
        pair = f"{actual:.{digits}g}", f"{expected:.{digits}g}"
        if pair[0] != pair[1]:
            return pair
    return repr(actual), repr(expected)


def _start(position: int, size: int) -> int:
    return max(0, min(position - WINDOW // 2, size - WINDOW))


def _swapped(shape: Shape, pair: tuple[int, int]) -> Shape | None:
    first, second = pair
    if shape[first] == shape[second]:
        return None
    changed = list(shape)
    changed[first], changed[second] = shape[second], shape[first]
    return tuple(changed)


def _only_last(swaps: Sequence[tuple[int, int]], axes: int) -> bool:
    return swaps[-1] == (axes - 2, axes - 1)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _article(name: str) -> str:
    return "an" if name[:1].lower() in "aeiou" else "a"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
