"""The answer of one function call, and the comparison of two answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

# Keyed by the item size in bytes of the less precise float; everything else uses 1e-6.
TOLERANCE = {2: 1e-2, 4: 1e-4}
# Correct code that is written differently may fail on the same arrays with a different one of these.
SHAPE_ERRORS = frozenset({"ValueError", "IndexError", "AxisError"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returned. ``raised`` is the name of the exception's type, or "" if it returned ``result``."""

    raised: str = ""
    result: Any = None
    arguments: tuple[Any, ...] = ()

    @property
    def not_written(self) -> bool:
        """Whether the function still is the stub, which raises NotImplementedError."""
        return self.raised == "NotImplementedError"


def alike(mine: Answer, known: Answer, *, right: Answer | None = None) -> bool:
    """Whether a learner's answer equals a known one.

    If the ``right`` answer is an exception, its type must match. Otherwise any two shape errors count as equal.
    """
    if mine.raised or known.raised:
        if mine.raised == known.raised:
            return True
        any_of_them = right is not None and not right.raised
        return any_of_them and {mine.raised, known.raised} <= SHAPE_ERRORS
    return same(mine.result, known.result) and _same_arguments(mine.arguments, known.arguments)


def alike_in_type(mine: Answer, known: Answer) -> bool:
    """Like ``alike``, but the dtypes must agree as well."""
    return alike(mine, known) and same_types(mine, known)


def same_types(mine: Answer, known: Answer) -> bool:
    """Whether the results have the same dtypes."""
    return bool(_types(mine.result) == _types(known.result))


def without_extras(mine: Answer, right: Answer) -> Answer:
    """``mine`` cut to the number of results in ``right``, if it has more."""
    if not isinstance(mine.result, tuple) or right.raised:
        return mine
    if not isinstance(right.result, tuple | list):
        return replace(mine, result=mine.result[0]) if mine.result else mine
    asked = len(right.result)
    return replace(mine, result=mine.result[:asked]) if len(mine.result) > asked > 0 else mine


def same(mine: Any, known: Any) -> bool:
    """Whether two results agree in structure, shape, kind of numbers and values. NaN equals NaN here."""
    if isinstance(mine, tuple | list) and isinstance(known, tuple | list):
        return len(mine) == len(known) and all(same(a, b) for a, b in zip(mine, known, strict=True))
    if type(mine) is dict and type(known) is dict:
        return mine.keys() == known.keys() and all(same(value, known[key]) for key, value in mine.items())
    if _numeric(mine) and _numeric(known):
        a, b = np.asarray(mine), np.asarray(known)
        if a.shape != b.shape or (a.dtype.kind == "b") != (b.dtype.kind == "b"):
            return False
        floats = [array.dtype.itemsize for array in (a, b) if array.dtype.kind == "f"]
        return _close(a, b, TOLERANCE.get(min(floats, default=8), 1e-6))
    return type(mine) is type(known) and type(mine) in (str, bytes, type(None)) and bool(mine == known)


def _close(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], tolerance: float) -> bool:
    """Like np.allclose with equal_nan=True, but faster on small arrays."""
    a, b = (array.astype(np.float64) if array.dtype.kind in "biuf" else array for array in (a, b))
    if a.size and a.dtype.kind in "biuf" and b.dtype.kind in "biuf":
        one, other = float(a.item(0)), float(b.item(0))
        # Two different mistakes usually differ here already.
        if abs(one - other) > tolerance + tolerance * abs(other):
            return False
    with np.errstate(all="ignore"):
        near = np.abs(a - b) <= tolerance + tolerance * np.abs(b)
    near &= np.isfinite(b)
    return bool((near | (a == b) | (np.isnan(a) & np.isnan(b))).all())


def _same_arguments(mine: Any, known: Any) -> bool:
    """Like ``same``, but for the arguments after the call. Compares only arrays and lists of arrays, not generators."""
    if isinstance(mine, tuple | list) and isinstance(known, tuple | list):
        return len(mine) == len(known) and all(map(_same_arguments, mine, known))
    if type(mine) is dict and type(known) is dict:
        return mine.keys() == known.keys() and all(_same_arguments(mine[key], known[key]) for key in mine)
    return not _numeric(known) or same(mine, known)


def _types(value: Any) -> Any:
    """The dtypes of a result, nested as the result is."""
    if isinstance(value, tuple | list):
        return [_types(item) for item in value]
    if type(value) is dict:
        return {key: _types(item) for key, item in value.items()}
    return value.dtype.str if isinstance(value, np.ndarray | np.generic) else type(value).__name__


def _numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, bool | int | float | complex | np.generic)
