"""The assertions for writing checks: each states one requirement and explains a failure to the learner.

All raise CheckFailure. ``actual`` arrives from the learner's process as plain data: a real array, a number, a tuple
of them, or a ``RemoteValue``, which equals nothing. Nothing here trusts an object to compare itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from tutor.grading.assertion_errors import LearnerError
from tutor.grading.compare import (
    Array,
    comparison,
    describe,
    differing,
    is_number,
    rounding_story,
    shape_story,
    shape_text,
    two_numbers,
)
from tutor.grading.verdict import Comparison

Layer = Literal["nothing", "type", "shape", "property", "values"]


class CheckFailure(AssertionError):
    """A requirement is not met. The message is one sentence for the learner; ``layer`` ranks how specific it is."""

    def __init__(
        self, sentence: str, *, layer: Layer = "property", comparison: Comparison | None = None
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.layer = layer
        self.comparison = comparison


def expect(condition: object, sentence: str) -> None:
    """Require ``condition``. ``sentence`` is shown to the learner if it is false."""
    if not (isinstance(condition, bool | np.bool_) and bool(condition)):
        raise CheckFailure(_sentence(sentence))


def expect_array(actual: object, what: str = "output") -> Array:
    """Require ``actual`` to be a NumPy array of numbers or booleans, and return it."""
    if not isinstance(actual, np.ndarray) or type(actual) is not np.ndarray:
        if is_number(actual):
            actual = np.asarray(actual)
        elif actual is None:
            raise CheckFailure(
                f"{what} must be a NumPy array, but is None. Is a return missing?", layer="nothing"
            )
        else:
            raise CheckFailure(f"{what} must be a NumPy array, but is {describe(actual)}.", layer="type")
    if actual.dtype.kind not in "biuf":
        holds = "complex numbers" if actual.dtype.kind == "c" else f"entries of type {actual.dtype.name}"
        raise CheckFailure(f"{what} must contain real numbers, but contains {holds}.", layer="type")
    return actual


def expect_shape(actual: object, shape: tuple[int, ...], symbols: str = "", what: str = "output") -> None:
    """Require an array of this shape. ``symbols`` names it, as ``"(B, T, d_model)"`` or in words."""
    wanted = tuple(int(n) for n in shape)
    array = expect_array(actual, what)
    if array.shape == wanted:
        return
    if symbols.startswith("("):
        said = f"{symbols} = {shape_text(wanted)}"
    else:
        said = f"{shape_text(wanted)} ({symbols})" if symbols else shape_text(wanted)
    story = shape_story(array.shape, wanted)
    raise CheckFailure(
        f"{what} must have shape {said}; yours is {shape_text(array.shape)}{f': {story}' if story else ''}.",
        layer="shape",
    )


def expect_close(
    actual: object, expected: object, what: str = "output", atol: float = 1e-6, rtol: float = 1e-6
) -> None:
    """Require an array with the shape and values of ``expected``: |a − e| ≤ atol + rtol · |e| everywhere.

    NaN is never close to anything. The dtype may differ, but booleans do not count as numbers.
    """
    wanted = np.asarray(expected)
    array = expect_array(actual, what)
    if array.dtype.kind == "b" and wanted.dtype.kind != "b":
        raise CheckFailure(f"{what} must contain numbers, but contains True and False.", layer="type")
    expect_shape(array, wanted.shape, what=what)
    differs = differing(array, wanted, atol, rtol)
    if not differs.any():
        return
    seen = comparison(what, array, wanted, differs)
    if np.isnan(array).any() and not np.isnan(wanted).any():
        where = tuple(int(i) for i in np.argwhere(np.isnan(array))[0])
        raise CheckFailure(
            f"{_entry(what, where)} is NaN, not a number; expected {_number(wanted[where])}.",
            layer="property",
            comparison=seen,
        )
    first = seen.first_difference or ()
    mine, right = _pair(array[first], wanted[first])
    count = int(differs.sum())
    said = [f"{_entry(what, first)} is {mine}, expected {right}."]
    if array.size > 1:
        said.append(f"{count} of {array.size} numbers differ.")
    if story := rounding_story(array, wanted):
        said.append(story)
    raise CheckFailure(" ".join(said), layer="values", comparison=seen)


def expect_finite(actual: object, what: str = "output") -> None:
    """Require an array without NaN and infinity."""
    array = expect_array(actual, what)
    bad = ~np.isfinite(array)
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        found = "NaN, not a number" if np.isnan(array[where]) else "infinite"
        raise CheckFailure(f"{_entry(what, where)} is {found}.")


def expect_dtype(actual: object, dtype: Any, what: str = "output") -> None:
    """Require an array of exactly this dtype."""
    array = expect_array(actual, what)
    wanted = np.dtype(dtype)
    if array.dtype != wanted:
        raise CheckFailure(
            f"{what} must be of type {wanted.name}, but is of type {array.dtype.name}.", layer="type"
        )


def expect_unchanged(before: object, after: object, what: str = "the input") -> None:
    """Require that the learner's function did not change its argument. ``before`` is a copy made before the call."""
    old, new = expect_array(before, what), expect_array(after, what)
    if (
        old.shape == new.shape
        and old.dtype == new.dtype
        and bool(np.array_equal(old, new, equal_nan=old.dtype.kind == "f"))
    ):
        return
    seen, place = None, ""
    if old.shape == new.shape:
        differs = ~((old == new) | (np.isnan(old) & np.isnan(new)))
        seen = comparison(what, new, old, differs)
        first = seen.first_difference or ()
        mine, right = _pair(new[first], old[first])
        place = f": {_entry(what, first)} was {right} before the call and is {mine} after it"
    raise CheckFailure(
        f"Your function changes {what}, which belongs to the caller{place}. Work on a copy.", comparison=seen
    )


def expect_raises(
    kind: type[BaseException], function: Callable[..., object], *args: Any, what: str = "", **kwargs: Any
) -> None:
    """Require that this call of the learner's function raises ``kind``. ``what`` names the case in the message."""
    case = f" for {what}" if what else ""
    wanted = "an error" if kind is Exception else kind.__name__
    try:
        result = function(*args, **kwargs)
    except LearnerError as error:
        if error.is_a(kind):
            return
        if error.is_a(NotImplementedError):
            raise
        raise CheckFailure(
            f"Your code should raise {wanted}{case}, but it raised {error.type_name}: {error.message}",
            layer="type",
        ) from None
    raise CheckFailure(
        f"Your code should raise {wanted}{case}, but it returned {describe(result)}.",
        layer="type",
    )


def expect_rows_sum_to_one(weights: object, what: str = "weights", atol: float = 1e-6) -> None:
    """Require that each row (the last axis) of ``weights`` sums to 1."""
    array = expect_array(weights, what)
    if array.ndim == 0:
        raise CheckFailure(f"{what} must have rows, but is a single number.", layer="shape")
    sums = array.astype(np.float64).sum(axis=-1)
    differs = differing(sums, np.ones(sums.shape), atol, 0.0)
    if not differs.any():
        return
    where = tuple(int(i) for i in np.argwhere(differs)[0])
    row = f"Row {what}[{', '.join(map(str, where))}]" if where else f"{what[:1].upper()}{what[1:]}"
    total = "NaN" if np.isnan(sums[where]) else two_numbers(float(sums[where]), 1.0)[0]
    columns = array.astype(np.float64).sum(axis=-2) if array.ndim > 1 else np.zeros(1)
    other = (
        " The columns sum to 1: does the softmax run over the wrong axis?"
        if np.allclose(columns, 1.0, atol=atol)
        else ""
    )
    raise CheckFailure(f"{row} sums to {total}, not 1.{other}")


def _entry(what: str, where: tuple[int, ...]) -> str:
    if not where:
        return what
    at = f"[{', '.join(map(str, where))}]"
    return f"{what}{at}" if what.replace("_", "").isalnum() else f"{what}: entry {at}"


def _pair(mine: Any, right: Any) -> tuple[str, str]:
    if isinstance(mine, np.bool_) and isinstance(right, np.bool_):
        return str(bool(mine)), str(bool(right))
    return two_numbers(float(mine), float(right))


def _number(value: Any) -> str:
    return str(bool(value)) if isinstance(value, np.bool_) else f"{float(value):.4g}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."
