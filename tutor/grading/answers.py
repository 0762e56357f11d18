"""What a call of a function gave, and whether two such answers can be told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

TOLERANCE = {2: 1e-2, 4: 1e-4}  # by the bytes of the smaller of two floats; all else is compared to 1e-6
# Code written another way stumbles over the same arrays with another of these.
SHAPE_ERRORS = frozenset({"ValueError", "IndexError", "AxisError"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave: ``raised`` is the name of the exception's type, "" when ``result`` came back."""

    raised: str = ""
    result: Any = None
    arguments: tuple[Any, ...] = ()

    @property
    def not_written(self) -> bool:
        """Whether the function is still the stub's."""
        return self.raised == "NotImplementedError"


def alike(mine: Answer, known: Answer, *, right: Answer | None = None) -> bool:
    """Whether a learner's answer cannot be told from a known one.

    Where an exception is the ``right`` answer its type counts; elsewhere shapes that do not fit raise what they may.
    """
    if mine.raised or known.raised:
        if mine.raised == known.raised:
            return True
        any_of_them = right is not None and not right.raised
        return any_of_them and {mine.raised, known.raised} <= SHAPE_ERRORS
    return same(mine.result, known.result) and _same_arguments(mine.arguments, known.arguments)


def alike_in_type(mine: Answer, known: Answer) -> bool:
    """The same, and the number types agree as well."""
    return alike(mine, known) and same_types(mine, known)


def same_types(mine: Answer, known: Answer) -> bool:
    """Whether the results have the same number types."""
    return bool(_types(mine.result) == _types(known.result))


def without_extras(mine: Answer, right: Answer) -> Answer:
    """A learner's answer with as many results as are asked for, where it has more after them; else itself."""
    if not isinstance(mine.result, tuple) or right.raised:
        return mine
    if not isinstance(right.result, tuple | list):
        return replace(mine, result=mine.result[0]) if mine.result else mine
    asked = len(right.result)
    return replace(mine, result=mine.result[:asked]) if len(mine.result) > asked > 0 else mine


def same(mine: Any, known: Any) -> bool:
    """Whether two results agree in structure, shapes, kind of numbers and values. NaN equals NaN here."""
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
    """As np.allclose with equal_nan, without what makes that slow for the few numbers of a probe."""
    a, b = (array.astype(np.float64) if array.dtype.kind in "biuf" else array for array in (a, b))
    if a.size and a.dtype.kind in "biuf" and b.dtype.kind in "biuf":
        one, other = float(a.item(0)), float(b.item(0))
        if abs(one - other) > tolerance + tolerance * abs(other):  # two different mistakes mostly end here
            return False
    with np.errstate(all="ignore"):
        near = np.abs(a - b) <= tolerance + tolerance * np.abs(b)
    near &= np.isfinite(b)
    return bool((near | (a == b) | (np.isnan(a) & np.isnan(b))).all())


def _same_arguments(mine: Any, known: Any) -> bool:
    """The same for what became of the arguments; only arrays and lists of them are looked at, generators are not."""
    if isinstance(mine, tuple | list) and isinstance(known, tuple | list):
        return len(mine) == len(known) and all(map(_same_arguments, mine, known))
    if type(mine) is dict and type(known) is dict:
        return mine.keys() == known.keys() and all(_same_arguments(mine[key], known[key]) for key in mine)
    return not _numeric(known) or same(mine, known)


def _types(value: Any) -> Any:
    """The number types of a result, in its structure."""
    if isinstance(value, tuple | list):
        return [_types(item) for item in value]
    return value.dtype.str if isinstance(value, np.ndarray | np.generic) else type(value).__name__


def _numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, bool | int | float | complex | np.generic)
