"""The records of a run: shapes and dtypes of values, operations, statements, call paths."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tutor.shapes.trace import Shape

MAX_ITEMS = 64  # most elements of a list of arrays to inspect


# These classes are not frozen: creating frozen objects takes four times as long, and this is the inner loop.
@dataclass(slots=True)
class Raw:
    """The shape and dtype of a value. ``shape`` is None for what is neither an array nor a number."""

    shape: Shape | None
    kind: Any  # a dtype, whose slow name is looked up later, or a type's name
    scalar: int | float | complex | None = None
    items: tuple[Raw, ...] = ()  # of a tuple or list that contains arrays


@dataclass(slots=True)
class Done:
    """One executed operation: its array operands and its result."""

    operands: tuple[Raw, ...]
    result: Raw | None
    note: str = ""  # einsum's subscripts
    learners: bool = False  # a call of a function that the learner wrote


@dataclass(slots=True)
class Pass:
    """One execution of a statement."""

    done: dict[int, Done] = field(default_factory=dict)
    assigned: dict[str, Raw] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One statement on one call path, with all its executions merged."""

    statement: int
    key: tuple[Any, ...]
    depth: int
    first: Pass
    now: Pass
    count: int = 1
    steps: int = 0  # passes of a ``for`` loop


@dataclass(slots=True)
class Path:
    """A call path: the chain of statements whose calls led here."""

    key: tuple[tuple[int, int], ...] = ()
    depth: int = 0
    recording: bool = True
    entries: dict[int, Entry] = field(default_factory=dict)
    inner: dict[tuple[int, int], Path] = field(default_factory=dict)


@dataclass(slots=True)
class Fault:
    """The operation that raised."""

    error: BaseException
    site: int
    operands: tuple[Raw, ...]
    note: str
    path: Path


def is_array(value: Any) -> bool:
    """Whether it is a NumPy array, or a tensor if the code has imported PyTorch (nothing here imports it)."""
    return isinstance(value, np.ndarray) or is_tensor(value)


def is_tensor(value: Any) -> bool:
    """Whether it is a PyTorch tensor."""
    kind = getattr(sys.modules.get("torch"), "Tensor", None)
    return isinstance(kind, type) and isinstance(value, kind)


def outside(value: Any) -> Raw | None:
    """Shape and dtype of an array or number; None for anything else."""
    if isinstance(value, np.ndarray):
        return Raw(value.shape, value.dtype)
    if is_tensor(value):
        return Raw(tuple(map(int, value.shape)), str(value.dtype).removeprefix("torch."))
    if isinstance(value, np.generic):
        number = value.item()
        return Raw((), value.dtype, number if isinstance(number, int | float | complex) else None)
    if isinstance(value, bool | int | float | complex):
        return Raw((), type(value).__name__, value)
    return None


def deep(value: Any) -> Raw | None:
    """Like ``outside``, but a tuple or list that contains arrays includes its items."""
    raw = outside(value)
    if raw is None and isinstance(value, tuple | list) and any(is_array(v) for v in value[:MAX_ITEMS]):
        items = tuple(outside(v) or Raw(None, type(v).__name__) for v in value[:MAX_ITEMS])
        return Raw(None, type(value).__name__, items=items)
    return raw
