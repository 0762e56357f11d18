"""The mistake bank: the answer of each known mistake to the exercise's probes, to match with a learner's answers.

An answer is what a call returned *and* its arguments after the call. The mistakes are the course's own code and run in
this process; a learner's answers come from the isolated one.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from tutor.course.mistakes import apply, changed_functions, load_mistakes, reached_functions
from tutor.course.model import Exercise, Mistake, Probe
from tutor.disk import read_text
from tutor.grading.answers import Answer, alike, alike_in_type
from tutor.grading.probe_calls import Call, answer, arguments
from tutor.grading.recognition import Recognition, recognise
from tutor.grading.steps import Step, same_array, steps

Key = tuple[object, ...]  # the replacements that a set of mistakes makes


@dataclass
class MistakeIndex:
    """The mistakes of an exercise. Their answers are computed on first use and cached."""

    exercise: Exercise
    mistakes: tuple[Mistake, ...]
    probes: tuple[Probe, ...]
    _answers: dict[Key, dict[int, Answer]] = field(default_factory=dict)
    _spaces: dict[Key, dict[str, Any]] = field(default_factory=dict)
    _changes: dict[Key, bool] = field(default_factory=dict)

    @classmethod
    def load(cls, exercise: Exercise) -> MistakeIndex:
        """The bank in the exercise's ``mistakes.py``; empty if there is no such file.

        Raises:
            MalformedCourseError: that file is wrong.
        """
        mistakes, probes = load_mistakes(exercise)
        return cls(exercise, mistakes, tuple(probes()))

    def answer(self, number: int, *mistakes: Mistake) -> Answer:
        """The answer of the solution with these mistakes to a probe; without mistakes, the right answer."""
        key = tuple(map(_key, mistakes))
        known = self._answers.setdefault(key, {})
        if number not in known and mistakes and not self._reaches(number, mistakes):
            known[number] = self.answer(number)
        if number not in known:
            known[number] = ask(self._space(*mistakes), self.probes[number])
        return known[number]

    def _space(self, *mistakes: Mistake) -> dict[str, Any]:
        """The namespace of the solution with these mistakes."""
        key = tuple(map(_key, mistakes))
        if key not in self._spaces:
            self._spaces[key] = execute(self.exercise, apply(self.exercise.solution, *mistakes))
        return self._spaces[key]

    def changes(self, number: int, mistake: Mistake) -> bool:
        """Whether a mistake by itself changes the answer to a probe."""
        key = (number, *_key(mistake))
        if key not in self._changes:
            self._changes[key] = not alike(self.answer(number, mistake), self.answer(number))
        return self._changes[key]

    def first_changed(self, mistake: Mistake) -> int | None:
        """The first core probe for which the mistake returns another answer without raising."""
        return next(
            (
                number
                for number, probe in enumerate(self.probes)
                if probe.tier == "core"
                and not self.answer(number).raised
                and not self.answer(number, mistake).raised
                and self.changes(number, mistake)
            ),
            None,
        )

    def wrong_steps(self, number: int, way: Mistake) -> list[Step]:
        """The arrays that the lines changed by a mistake compute for a probe, and the solution never computes."""
        right = self.exercise.solution
        wrong = apply(right, way)
        lines = set(right.splitlines())
        changed = {n for n, line in enumerate(wrong.splitlines(), start=1) if line not in lines}
        known = self._steps(number)
        return [
            step
            for step in self._steps(number, way)
            if step.line in changed and not any(same_array(step.array, one.array) for one in known)
        ]

    def _reaches(self, number: int, mistakes: tuple[Mistake, ...]) -> bool:
        """Whether the calls of a probe may execute code that one of the mistakes changes."""
        solution = self.exercise.solution
        changed = [changed_functions(solution, mistake) for mistake in mistakes]
        reached = [reached_functions(solution, call.function) for call in self.probes[number].calls]
        return any(one is None or any(one & functions for functions in reached) for one in changed)

    def _steps(self, number: int, *mistakes: Mistake) -> list[Step]:
        probe, space = self.probes[number], self._space(*mistakes)
        with quiet():
            try:
                args, kwargs = arguments(probe, caller(space))
                return steps(space[probe.function], args, kwargs, f"<{self.exercise.id}>")
            except Exception:
                return []

    def fill(self) -> Iterator[Mistake | None]:
        """Compute the answers of all single mistakes, one variant per step."""
        for way in (None, *self._ways()):
            with quiet():
                for number in range(len(self.probes)):
                    self.answer(number, *((way,) if way else ()))
            yield way

    def recognise(self, given: Callable[[int], Answer]) -> Recognition:
        """Which mistakes give the same answers as the learner's file. ``given`` runs a probe on that file."""
        with quiet():
            learned = {number: given(number) for number in range(len(self.probes))}
            return recognise(self, learned)

    def unseen(self) -> tuple[Mistake, ...]:
        """The mistakes that no probe detects: their results are right, but something else, such as memory, is wrong."""
        with quiet():
            return tuple(
                mistake
                for mistake in self.mistakes
                if all(
                    alike_in_type(self.answer(n, mistake), self.answer(n)) for n in range(len(self.probes))
                )
            )

    def _ways(self) -> tuple[Mistake, ...]:
        return tuple(way for mistake in self.mistakes for way in mistake.ways)


def execute(exercise: Exercise, source: str) -> dict[str, Any]:
    """The namespace of a solution or mistake, run in this process. It may import the other exercises' solutions."""
    space: dict[str, Any] = {"__name__": exercise.id}
    with _provided(exercise):
        exec(compile(source, f"<{exercise.id}>", "exec", dont_inherit=True), space)
    return space


def ask(space: dict[str, Any], probe: Probe) -> Answer:
    """The answer of functions in this process to a probe."""
    return answer(probe, caller(space), lambda error: type(error).__name__)


def caller(space: dict[str, Any]) -> Call:
    """A ``Call`` that calls functions in this process."""
    return lambda name, args, kwargs: space[name](*args, **kwargs)


def confused(exercise: Exercise) -> list[tuple[str, str]]:
    """The pairs, among the solution and all variants of mistakes, that no probe tells apart. A good bank has none."""
    bank = MistakeIndex.load(exercise)
    for _ in bank.fill():
        pass
    kinds: list[tuple[Mistake, ...]] = [(), *((way,) for mistake in bank.mistakes for way in mistake.ways)]
    return [
        (_name(a), _name(b))
        for i, a in enumerate(kinds)
        for b in kinds[i + 1 :]
        if all(alike_in_type(bank.answer(n, *a), bank.answer(n, *b)) for n in range(len(bank.probes)))
    ]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Suppress the output and warnings of wrong code."""
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(),
        open(os.devnull, "w") as nowhere,  # noqa: PTH123
        contextlib.redirect_stdout(nowhere),
    ):
        warnings.simplefilter("ignore")
        yield


def _key(mistake: Mistake) -> Key:
    return mistake.id, *mistake.change.items(), mistake.code


def _name(mistakes: tuple[Mistake, ...]) -> str:
    return mistakes[0].id if mistakes else "the solution"


@contextlib.contextmanager
def _provided(exercise: Exercise) -> Iterator[None]:
    """Make the solutions that this one imports importable, without touching the learner's folder.

    Only within the context, because pytest may know the check's folder by the same name.
    """
    kept = {name: sys.modules.get(name) for name in exercise.needs}
    try:
        for name in exercise.needs:
            path = exercise.folder.parent / name / "solution.py"
            if path.is_file():
                module = ModuleType(name)
                exec(compile(read_text(path), f"<{name}>", "exec"), module.__dict__)
                sys.modules[name] = module
        yield
    finally:
        for name, module_before in kept.items():
            if module_before is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module_before
