"""Records the intermediate arrays of a call: what each line of a file assigned or returned."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Step(NamedTuple):
    """A line, the function that contains it, and an array that first appeared after that line."""

    line: int
    function: str
    array: Array


MOST_STEPS = 200
MOST_EVENTS = 20_000  # stop after this many steps, because a loop over every number is not worth tracing
MOST_NUMBERS = 4096
_HUGE = 1e8

_settrace = sys.settrace


def steps(function: Callable[..., Any], args: Any, kwargs: Any, filename: str) -> list[Step]:
    """Call the function and record every new array in the local variables of code in ``filename``.

    Raises whatever the function raises.
    """
    recorder = _Recorder(filename)
    _settrace(recorder.call)
    try:
        function(*args, **kwargs)
    finally:
        _settrace(None)
    return recorder.steps


class _Recorder:
    """A trace function that compares the frame's variables before and after each line."""

    def __init__(self, filename: str) -> None:
        self.steps: list[Step] = []
        self._filename, self._events = filename, 0
        self._seen: dict[tuple[int, str], Array] = {}  # by frame and variable
        self._lines: dict[int, int] = {}  # the current line of each frame

    def call(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Trace the frames of the file, and no others."""
        if frame.f_code.co_filename != self._filename or len(self.steps) >= MOST_STEPS:
            return None
        for name, value in frame.f_locals.items():
            if isinstance(value, np.ndarray) and value.size <= MOST_NUMBERS:
                self._seen[id(frame), name] = value.copy()
        return self._line

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:
        self._events += 1
        if self._events > MOST_EVENTS or len(self.steps) >= MOST_STEPS:
            return None
        line = self._lines.get(id(frame), frame.f_lineno)
        for name, value in frame.f_locals.items():
            self._note(frame, line, (id(frame), name), value)
        if event == "return":
            for value in arg if isinstance(arg, tuple) else (arg,):
                self._note(frame, line, None, value)
        self._lines[id(frame)] = frame.f_lineno
        return self._line

    def _note(self, frame: FrameType, line: int, key: tuple[int, str] | None, value: Any) -> None:
        if not isinstance(value, np.ndarray) or value.size > MOST_NUMBERS or value.dtype.kind not in "bifu":
            return
        if key is not None:
            before = self._seen.get(key)
            if before is not None and same_array(before, value):
                return
            self._seen[key] = value.copy()
        self.steps.append(Step(line, frame.f_code.co_name, value.copy()))


def same_array(one: Array, other: Array) -> bool:
    """Whether two arrays have the same shape and numbers, up to rounding. -1e9 counts as −∞, NaN equals NaN."""
    if one.shape != other.shape:
        return False
    one, other = (np.clip(np.asarray(array, dtype=np.float64), -_HUGE, _HUGE) for array in (one, other))
    return bool(np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True))


def line_of(wrong: list[Step], among: list[Step]) -> int | None:
    """The line in ``among`` that computed the first possible array of ``wrong``, preferably in the same function."""
    for step in wrong:
        same = [one for one in among if same_array(one.array, step.array)]
        if same:
            return next((one.line for one in same if one.function == step.function), same[0].line)
    return None
