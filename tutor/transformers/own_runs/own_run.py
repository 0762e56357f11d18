"""What can be run with the functions of a Step 6 exercise. Plain data; the code is in ``*_run.py``.

A run is a class with ``__init__(functions, seed, variant)`` and ``advance()``, which does a part of the work and
returns a ``RunReport`` as a plain tuple. The isolated process makes two: one from the learner's functions, one from the
solution's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tutor.course.model import Course

Functions = Mapping[str, Callable[..., Any]]
Plain = tuple[int, Sequence[float], Sequence[str]]  # step, one number per curve, lines of text

MODULES = (
    "bpe_run",
    "cross_entropy_run",
    "adamw_run",
    "sampling_run",
    "kv_cache_run",
    "lora_run",
    "dpo_run",
    "grpo_run",
    "speculative_run",
)


class RunInProgress(Protocol):
    """A run in progress."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None: ...

    def advance(self) -> Plain:
        """Do the next part; the first call reports the state before any."""
        ...


@dataclass(frozen=True, slots=True)
class Curve:
    """One plotted number: its name with its unit, and the least range of its axis."""

    name: str
    low: float = 0.0
    high: float = 1.0
    digits: int = 2


@dataclass(frozen=True, slots=True)
class CodeRun:
    """A run of the functions of the exercise called ``short``.

    ``about`` says what happens and what to look for. ``reports`` is how often ``advance`` is called. ``variants`` are
    the tasks that it can do, in words; with none there is one task. If ``exact``, right functions give the solution's
    numbers; otherwise chance is part of the answer.
    """

    short: str
    title: str
    about: str
    code: str
    reports: int
    curves: tuple[Curve, ...] = ()
    variants: tuple[str, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class RunReport:
    """The state after ``step``: one number per curve, and lines of text."""

    step: int
    values: tuple[float, ...]
    lines: tuple[str, ...]

    @classmethod
    def of(cls, plain: Plain) -> RunReport:
        """From what ``advance`` returns."""
        step, values, lines = plain
        return cls(int(step), tuple(map(float, values)), tuple(map(str, lines)))


@dataclass(frozen=True, slots=True)
class Pair:
    """The same moment with the learner's functions and with the solution's. ``failure`` is a sentence if the learner's
    cannot be run; the run ends with it."""

    yours: RunReport | None
    reference: RunReport | None
    failure: str = ""


@cache
def own_runs() -> tuple[CodeRun, ...]:
    """All runs, in the order of the exercises."""
    return tuple(import_module(f"tutor.transformers.own_runs.{name}").RUN for name in MODULES)


def runs_of(course: Course) -> tuple[CodeRun, ...]:
    """The runs whose exercises are in this course."""
    there = {exercise.short for exercise in course.exercises}
    return tuple(run for run in own_runs() if run.short in there)


def own_run(short: str) -> CodeRun:
    """The run of the exercise with this short name."""
    return next(one for one in own_runs() if one.short == short)


def where_they_part(run: CodeRun, pairs: Sequence[Pair]) -> str:
    """One sentence: whether the two runs gave the same numbers, and if not, from where on."""
    if not run.exact:
        return ""
    for pair in pairs:
        if pair.yours is None or pair.reference is None:
            continue
        for curve, own, ours in zip(run.curves, pair.yours.values, pair.reference.values, strict=True):
            if not _close(own, ours):
                when = f"From step {pair.yours.step} on" if pair.yours.step else "From the beginning"
                name = curve.name.partition(",")[0]
                return f"{when}, your {name} is not the solution's: {own:.4g} and {ours:.4g}."
    return "Your functions give the same numbers as the solution's." if pairs else ""


def _close(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-5)
