"""Records the arguments of exp: every array or number that a call passes to ``np.exp`` and its relatives.

Softmax needs exp, so its arguments show how many scores a function handles at once, however it manages memory.
"""

from __future__ import annotations

import cmath
import contextlib
import functools
import math
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

_NATURAL = ((np, "exp"), (np, "expm1"), (math, "exp"), (math, "expm1"), (cmath, "exp"))
_OF_ANY_BASE = ((np, "power"), (np, "float_power"), (np, "pow"), (math, "pow"))
_array = np.array


@contextlib.contextmanager
def recorded() -> Iterator[list[Any]]:
    """Replace exp in every module that has it. Modules imported in the meantime keep the replacement.

    Yields the list of exponents, one entry per call: an array or a number.
    """
    seen: list[Any] = []
    kept: list[tuple[ModuleType, str, Any]] = []

    def replace(module: ModuleType, name: str, new: Callable[[Any], Any]) -> None:
        if hasattr(module, name):
            kept.append((module, name, getattr(module, name)))
            setattr(module, name, new(getattr(module, name)))

    for module, name in _NATURAL:
        replace(module, name, lambda function: _Exp(function, seen, 0))
    replace(np, "exp2", lambda function: _Exp(function, seen, 0, math.log(2)))
    replace(math, "exp2", lambda function: _Exp(function, seen, 0, math.log(2)))
    for module, name in _OF_ANY_BASE:
        replace(module, name, lambda function: _Exp(function, seen, 1))
    for module in (np, math):
        replace(module, "e", lambda number: _E(number, seen))
    try:
        yield seen
    finally:
        for module, name, old in reversed(kept):
            setattr(module, name, old)


class _Exp:
    """Wraps a function and records one of its arguments."""

    def __init__(self, function: Any, seen: list[Any], place: int, factor: float = 1.0) -> None:
        functools.update_wrapper(self, function, updated=())
        self._function, self._seen, self._place, self._factor = function, seen, place, factor

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) > self._place:
            _record(self._seen, args[self._place], self._factor)
        return self._function(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)


class _E(float):
    """The number e, recording every exponent that it is raised to."""

    _seen: list[Any]

    def __new__(cls, number: float, seen: list[Any]) -> _E:
        made = super().__new__(cls, number)
        made._seen = seen
        return made

    def __pow__(self, other: Any, modulus: None = None) -> Any:
        _record(self._seen, other, 1.0)
        return float(self) ** other


def _record(seen: list[Any], value: Any, factor: float) -> None:
    with contextlib.suppress(TypeError, ValueError):
        seen.append(_array(value, dtype=np.float64) * factor)
