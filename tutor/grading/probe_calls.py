"""Runs a probe: calls the solution's functions in this process, or a learner's in the isolated one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from tutor.course.model import HANDED, Probe
from tutor.grading.answers import Answer

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
# A function's name, its positional and its keyword arguments.
Call = Callable[[str, tuple[Any, ...], dict[str, Any]], Any]


class NothingHandedError(Exception):
    """A preceding call returned too few results to pass one of them on."""


def arguments(probe: Probe, call: Call) -> Arguments:
    """Copies of a probe's arguments, including the values passed on from preceding calls.

    Raises whatever a preceding call raises, and NothingHandedError if it returns too few results.
    """
    args, kwargs = copy.deepcopy((probe.args, dict(probe.kwargs)))
    if probe.after is None:
        return args, kwargs
    before = probe.after
    given, named = arguments(before, call)
    result = call(before.function, given, named)
    handed = _opaque(before, result)
    return (
        tuple(handed if value is HANDED else value for value in args),
        {name: handed if value is HANDED else value for name, value in kwargs.items()},
    )


def answer(probe: Probe, call: Call, raised: Callable[[Exception], str]) -> Answer:
    """The answer to a probe. ``raised`` names the type of an exception of the functions, or raises it again."""
    args: tuple[Any, ...] = probe.args
    try:
        args, kwargs = arguments(probe, call)
        result = call(probe.function, args, kwargs)
    except Exception as error:
        return Answer(raised=raised(error), arguments=_without_handed(probe, args))
    return Answer(result=_without_opaque(probe, result), arguments=_without_handed(probe, args))


def _opaque(probe: Probe, result: Any) -> Any:
    if probe.opaque is None:
        return result
    if not isinstance(result, tuple | list) or len(result) <= probe.opaque:
        raise NothingHandedError(f"{probe.function} returned no item {probe.opaque}")
    return result[probe.opaque]


def _without_handed(probe: Probe, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments without those passed on from a preceding call."""
    return tuple(value for value, asked in zip(args, probe.args, strict=True) if asked is not HANDED)


def _without_opaque(probe: Probe, result: Any) -> Any:
    """The result with None in its opaque position, if it has one."""
    place = probe.opaque
    if place is None or not isinstance(result, tuple | list) or len(result) <= place:
        return result
    return type(result)([*result[:place], None, *result[place + 1 :]])
