"""A check run in this process on any source of a learner's file: no isolation, no judge, no diagnosis.

Only for code that stands in this repository: so a check can be asked about hundreds of variants in a second.
"""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np

from tutor.course import apply, course_root, load_exercise, load_mistakes
from tutor.course.types import Exercise, Probe

Answer = tuple[
    tuple[Any, Any], ...
]  # for each probe: what came back (or the error's name), the inputs afterwards


class Submission:
    """A learner's functions, called directly."""

    def __init__(self, source: str) -> None:
        self._names: dict[str, Any] = {"__name__": "learner"}
        exec(compile(source, "learner.py", "exec"), self._names)

    def __getattr__(self, name: str) -> Any:
        return self._names[name]


@cache
def exercise(name: str) -> Exercise:
    """The exercise of this repository."""
    return load_exercise(course_root() / "checks" / name)


@cache
def sources(name: str) -> Mapping[str, str]:
    """The source of every mistake, by its id."""
    return {
        mistake.id: apply(exercise(name).solution, mistake) for mistake in load_mistakes(exercise(name))[0]
    }


def mistake_ids(name: str) -> list[str]:
    """The ids of the exercise's mistakes."""
    return list(sources(name))


@cache
def _check(name: str) -> ModuleType:
    path = exercise(name).folder / f"test_{name}.py"
    spec = importlib.util.spec_from_file_location(f"check_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def failures(name: str, source: str) -> list[str]:
    """The checks of exercise ``name`` that do not hold for ``source``: each one's name and message."""
    found = []
    with np.errstate(all="ignore"):
        for test_name, test in vars(_check(name)).items():
            for arguments in _cases(test) if test_name.startswith("test_") else ():
                try:
                    test(Submission(source), **arguments)
                except Exception as error:
                    found.append(f"{test_name}: {type(error).__name__}: {error}")
                    break
    return found


def _cases(test: Any) -> Iterator[dict[str, Any]]:
    """The arguments of each of a test's parametrised cases."""
    axes = []
    for mark in getattr(test, "pytestmark", ()):
        names, values = mark.args[:2]
        names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
        axes.append([dict(zip(names, v if len(names) > 1 else (v,), strict=True)) for v in values])
    for combination in product(*axes):
        yield {name: value for part in combination for name, value in part.items()}


def answers(name: str, source: str) -> Answer:
    """What ``source`` answers to each probe of exercise ``name``, and what it leaves in the arguments."""
    return tuple(_answer(source, probe) for probe in load_mistakes(exercise(name))[1]())


def _answer(source: str, probe: Probe) -> tuple[Any, Any]:
    arguments = copy.deepcopy(probe.args)
    with np.errstate(all="ignore"):
        try:
            result = getattr(Submission(source), probe.function)(*arguments, **probe.kwargs)
        except Exception as error:
            result = type(error).__name__
    return result, arguments


def alike(one: Any, other: Any) -> bool:
    """Whether two answers could not be told apart: structure, shapes, kind of numbers, values to 1e-6."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, np.ndarray | np.generic) and isinstance(other, np.ndarray | np.generic):
        if np.shape(one) != np.shape(other) or (one.dtype == bool) != (other.dtype == bool):
            return False
        return bool(np.allclose(one, other, rtol=1e-6, atol=1e-6, equal_nan=True))
    return type(one) is type(other) and bool(np.all(one == other))


def same_answers(name: str) -> list[tuple[str, str]]:
    """The pairs among the solution and all mistakes that no probe tells apart."""
    given = {"the solution": answers(name, exercise(name).solution)}
    given |= {mistake: answers(name, source) for mistake, source in sources(name).items()}
    ids = list(given)
    return [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if alike(given[a], given[b])]
