"""Runs inside the isolated process: loads the learner's file and calls its functions, without judging them.

Results are reported as plain data. Importing this file loads NumPy, but not pytest, the checks or the course.
"""

from __future__ import annotations

import _tracemalloc
import builtins
import contextlib
import copy
import importlib
import io
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

from tutor.grading import exponents, steps
from tutor.grading.arrays import each_array

LONGEST_MESSAGE = 600
_BUILT_IN = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
_errstate = np.errstate
_clock, _compile, _exec = time.perf_counter, compile, exec
_start, _stop, _peak, _tracing = (
    tracemalloc.start,
    tracemalloc.stop,
    tracemalloc.get_traced_memory,
    tracemalloc.is_tracing,
)


class _Learner:
    """The module loaded in this process, and its source text."""

    module: ModuleType | None = None
    path = ""
    text = ""


def _unless_measured(function: Callable[..., Any]) -> Callable[..., Any]:
    """Disable a function of ``tracemalloc`` while memory is measured."""

    def guarded(*args: Any, **kwargs: Any) -> Any:
        return None if _Memory.measured else function(*args, **kwargs)

    return guarded


class _Memory:
    """Measures memory in a way that the learner's code cannot reset."""

    measured = False

    @staticmethod
    def guard() -> None:
        """Protect ``tracemalloc`` before the learner's code runs, which may import its functions by name."""
        for module in (tracemalloc, _tracemalloc):
            for name, function in _CLEARING.items():
                setattr(module, name, function)

    @classmethod
    def start(cls) -> None:
        """Start measuring from zero."""
        _stop()
        _start()
        cls.measured = True

    @classmethod
    def stop(cls) -> int:
        """The peak in bytes since ``start``. Returns a huge number if tracing was switched off, so nothing was
        measured."""
        peak: int = _peak()[1] if _tracing() else 2**62
        _stop()
        cls.measured = False
        return peak


_CLEARING = {
    name: _unless_measured(getattr(tracemalloc, name)) for name in ("stop", "clear_traces", "reset_peak")
}


def load(path: str, text: str) -> tuple[str, Any]:
    """Execute the learner's file. Returns ``("loaded", names)`` or ``("raised", report)``.

    ``names`` holds (name, line of definition, whether it is callable) for everything defined at the top level.
    """
    name = os.path.splitext(os.path.basename(path))[0]  # noqa: PTH119, PTH122 - path arithmetic, no file touched
    module = ModuleType(name)
    module.__file__ = path
    _Learner.module, _Learner.path, _Learner.text = module, path, text
    _Memory.guard()
    try:
        code = _compile(text, path, "exec", dont_inherit=True)
        sys.modules[name] = module
        _exec(code, module.__dict__)
    except BaseException as error:
        return "raised", _report(error)
    names = []
    for key, value in list(vars(module).items()):
        if type(key) is str and not key.startswith("__"):
            function = getattr(value, "__code__", None)
            line = getattr(function, "co_firstlineno", 0)
            own = getattr(value, "__module__", name) == name
            names.append((key, line if type(line) is int and own else 0, callable(value)))
    return "loaded", names


def call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], measured: bool) -> tuple[Any, ...]:
    """Call a function of the learner's.

    Returns ``("returned", result, changed, peak_bytes, seconds)``, where ``changed`` holds (index of the array among
    the arguments, its new content), or ``("raised", report, changed)``.
    """
    if _Learner.module is None:
        raise RuntimeError("the file removed the tutor's own modules from sys.modules")
    arrays: list[np.ndarray[Any, Any]] = []
    each_array((args, kwargs), arrays.append, set())
    before = [array.copy() for array in arrays]
    peak = 0
    if measured:
        _Memory.start()
    begun = _clock()
    try:
        function = getattr(_Learner.module, name)
        # The check's inputs are extreme on purpose. A warning about them would look like output from the learner's
        # code.
        with _errstate(all="ignore"):
            result = function(*args, **kwargs)
    except BaseException as error:
        if measured:
            _Memory.stop()
        return "raised", _report(error), _changed(before, arrays)
    seconds = _clock() - begun
    if measured:
        peak = _Memory.stop()
    return "returned", result, _changed(before, arrays), peak, seconds


def run_entry(entry: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    """Call the tutor's own ``module:function`` with the learner's module.

    Returns ``("returned", result)`` or ``("raised", report)``.
    """
    if _Learner.module is None:
        raise RuntimeError("the file removed the tutor's own modules from sys.modules")
    name, _, function = entry.partition(":")
    try:
        return "returned", getattr(importlib.import_module(name), function)(_Learner.module, *args)
    except BaseException as error:
        return "raised", _report(error)


def call_with_exponents(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Call a function of the learner's and record the arguments of exp.

    Executes the file again, so that an exp imported by name is recorded too. Returns what ``call`` returns, with the
    exponents in place of the peak.
    """
    loaded = _Learner.module
    module = ModuleType(loaded.__name__ if loaded is not None else "")
    module.__file__ = _Learner.path
    with exponents.recorded() as seen:
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                _exec(_compile(_Learner.text, _Learner.path, "exec", dont_inherit=True), module.__dict__)
        except BaseException as error:
            return "raised", _report(error), []
        seen.clear()
        _Learner.module = module
        try:
            answer = call(name, args, kwargs, False)
        finally:
            _Learner.module = loaded
    return (*answer[:3], seen, answer[4]) if answer[0] == "returned" else answer


def draws(
    name: str, seeds: tuple[int, ...], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[str, Any]:
    """Call a function of the learner's once per seed, with a fresh generator as ``rng`` and fresh copies of the
    arguments.

    Returns ``("returned", results)`` or ``("raised", report)``.
    """
    from numpy.random import default_rng

    results = []
    try:
        function = getattr(_Learner.module, name)
        with _errstate(all="ignore"):
            for seed in seeds:
                own, named = copy.deepcopy((args, kwargs))
                results.append(function(*own, rng=default_rng(seed), **named))
    except BaseException as error:
        return "raised", _report(error)
    return "returned", results


def call_with_steps(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Call a function of the learner's. Returns ``("returned", steps)`` or ``("raised", report)``; see
    ``steps.steps``."""
    try:
        with _errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            found = steps.steps(getattr(_Learner.module, name), args, kwargs, _Learner.path)
    except BaseException as error:
        return "raised", _report(error)
    return "returned", [tuple(step) for step in found]


def _changed(before: list[Any], after: list[Any]) -> list[tuple[int, Any]]:
    return [
        (index, new)
        for index, (old, new) in enumerate(zip(before, after, strict=True))
        if old.shape != new.shape or old.dtype != new.dtype or old.tobytes() != new.tobytes()
    ]


def _report(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: type, message, kinds, and its position in the learner's own file."""
    kind = type(error)
    line, column, text, function, file = 0, 0, "", "", ""
    if isinstance(error, SyntaxError) and error.filename == _Learner.path:
        line, column, text = error.lineno or 0, error.offset or 0, error.text or ""
        message = error.msg
    else:
        for frame in _frames(error.__traceback__):
            if frame[0] == _Learner.path:
                line, function = frame[1], frame[2]
            if not frame[0].startswith("<"):
                file = frame[0]
        try:
            message = str(error)
        except BaseException:
            message = ""
    return {
        "type": kind.__name__,
        "message": " ".join(str(message)[: 4 * LONGEST_MESSAGE].split())[:LONGEST_MESSAGE],
        "kinds": [name for name, known in _BUILT_IN.items() if isinstance(error, known)],
        "line": line,
        "column": column,
        "text": text.rstrip("\n")[:300],
        "function": function,
        "file": file,
        "syntax": isinstance(error, SyntaxError),
        "blocked": bool(getattr(error, "blocked", False)),
    }


def _frames(traceback: TracebackType | None) -> list[tuple[str, int, str]]:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append((code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return frames
