"""Runs a check in this process on any source of a learner's file: no isolation, no worker, no diagnosis.

Only for code in this repository, so that a check can be run on hundreds of variants in a second.
"""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import sys
import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tutor.course.exercise import needed
from tutor.course.load import load_exercise
from tutor.course.mistakes import apply, load_mistakes
from tutor.course.model import Exercise, Mistake, Tier
from tutor.course.roots import course_root
from tutor.grading import exponents
from tutor.grading.assertion_errors import LearnerError
from tutor.grading.learner_module import Measured


class Submission:
    """A learner's functions, called directly."""

    failing = False

    def __init__(self, source: str) -> None:
        self._source = source
        self._names: dict[str, Any] = {"__name__": "learner"}
        exec(compile(source, "learner.py", "exec", dont_inherit=True), self._names)

    def __getattr__(self, name: str) -> Any:
        function = self._names[name]

        def called(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                kinds = tuple(kind.__name__ for kind in type(error).__mro__)
                raise LearnerError(type(error).__name__, str(error), kinds=kinds) from error

        return called

    def has(self, name: str) -> bool:
        """Whether the file defines a callable with this name."""
        return callable(self._names.get(name))

    def run_entry(self, entry: str, *args: Any) -> Any:
        """Not supported here: real models have tests of their own."""
        pytest.skip("a real model is run by tests of its own")

    def measure(self, name: str, *args: Any, **kwargs: Any) -> Measured:
        """Call a function and measure its peak memory and its duration in seconds."""
        begun = time.perf_counter()
        tracemalloc.start()
        try:
            result = getattr(self, name)(*args, **kwargs)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        return Measured(result, peak, time.perf_counter() - begun)

    def draws(self, name: str, seeds: Sequence[int], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a function once per seed, with a fresh generator as ``rng``."""
        return [
            getattr(self, name)(
                *copy.deepcopy(args), rng=np.random.default_rng(seed), **copy.deepcopy(kwargs)
            )
            for seed in seeds
        ]

    def exponents(self, name: str, *args: Any, **kwargs: Any) -> tuple[Any, list[Any]]:
        """Call a function. Returns its result and the arguments of exp."""
        with exponents.recorded() as seen:
            again = Submission(self._source)
            seen.clear()
            return getattr(again, name)(*args, **kwargs), seen


def skipped_unless_here(name: str) -> list[pytest.MarkDecorator]:
    """The mark of a test of an exercise whose packages are not installed."""
    missing = needed(exercise(name))
    return [pytest.mark.skip(reason=missing)] if missing else []


@cache
def exercise(name: str) -> Exercise:
    """The exercise of this repository."""
    return load_exercise(course_root() / "checks" / name)


@cache
def sources(name: str) -> Mapping[str, str]:
    """The source of every mistake by its id, and of its variants by the id and a number."""
    return {
        mistake.id if number == 1 else f"{mistake.id} {number}": apply(exercise(name).solution, way)
        for mistake in load_mistakes(exercise(name))[0]
        for number, way in enumerate(mistake.ways, start=1)
    }


def mistake_ids(name: str) -> list[str]:
    """The ids of the exercise's mistakes."""
    return list(sources(name))


def changed(name: str, change: Mapping[str, str]) -> str:
    """The solution with some passages replaced."""
    return apply(exercise(name).solution, Mistake("wrong", "wrong", "", "", change))


@cache
def _check(name: str) -> ModuleType:
    path = exercise(name).folder / f"test_{name}.py"
    spec = importlib.util.spec_from_file_location(f"check_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failures(name: str, source: str) -> list[str]:
    """The checks of exercise ``name`` that fail for ``source``: name and message of each."""
    return list(_failures(name, source))


def failing_lines(name: str, source: str) -> tuple[list[str], list[str]]:
    """The names of the core lines and of the robust lines that fail."""
    failed = [line.partition(":")[0] for line in failures(name, source)]
    robust = {test_name for test_name, test in vars(_check(name)).items() if _is_robust(test)}
    return [one for one in failed if one not in robust], [one for one in failed if one in robust]


def leading_failure(name: str, source: str) -> tuple[str, Tier] | None:
    """The first line that fails, core lines first, and its tier; the remaining lines are not run."""
    for failure in _failures(name, source):
        test_name = failure.partition(":")[0]
        return test_name, "robust" if _is_robust(vars(_check(name))[test_name]) else "core"
    return None


def core_failures(name: str, source: str) -> list[str]:
    """The core lines that fail; the robust ones are not run."""
    core = {name: test for name, test in vars(_check(name)).items() if not _is_robust(test)}
    with _needs(name):
        return list(_failures_of(core, source))


def _is_robust(test: Any) -> bool:
    return any(mark.name == "robust" for mark in getattr(test, "pytestmark", ()))


def rejected(name: str, source: str) -> bool:
    """Whether any check fails; the remaining checks are not run."""
    return any(True for _ in _failures(name, source))


@contextlib.contextmanager
def _needs(name: str) -> Iterator[None]:
    """Make the solutions that the learner's file of this exercise imports importable."""
    needed = exercise(name).needs
    before = {one: sys.modules.get(one) for one in needed}
    try:
        for one in needed:
            sys.modules[one] = ModuleType(one)
            exec(compile(exercise(one).solution, f"{one}.py", "exec"), vars(sys.modules[one]))
        yield
    finally:
        for one, module in before.items():
            sys.modules.pop(one, None)
            if module is not None:
                sys.modules[one] = module


def _failures(name: str, source: str) -> Iterator[str]:
    with _needs(name):
        yield from _failures_of(vars(_check(name)), source)


def _failures_of(tests: Mapping[str, Any], source: str) -> Iterator[str]:
    with np.errstate(all="ignore"):
        for test_name, test in tests.items():
            for arguments in _cases(test) if test_name.startswith("test_") else ():
                try:
                    test(Submission(source), **arguments)
                except pytest.skip.Exception:
                    break
                except Exception as error:
                    yield f"{test_name}: {type(error).__name__}: {error}"
                    break


def _cases(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments of each of a test's parametrised cases."""
    axes = []
    for mark in getattr(test, "pytestmark", ()):
        if mark.name != "parametrize":
            continue
        names, values = mark.args[:2]
        names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
        axes.append([dict(zip(names, v if len(names) > 1 else (v,), strict=True)) for v in values])
    for combination in product(*axes):
        yield {name: value for part in combination for name, value in part.items()}
