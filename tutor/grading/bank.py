"""The bank of known mistakes: what each answers to the exercise's probes, and which one a learner's answers equal.

An answer is what came back *and* what became of the arguments. The mistakes are the course's own code and run in this
process; a learner's answers come out of the isolated one.
"""

from __future__ import annotations

import contextlib
import copy
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import ModuleType
from typing import Any

import numpy as np

from tutor.course.mistakes import CannotApplyError, apply, load_mistakes
from tutor.course.model import Exercise, Mistake, Probe

TOLERANCE = {2: 1e-2, 4: 1e-4}  # by the bytes of a learner's floats; everything else is compared to 1e-6
MOST_PAIRS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave: ``raised`` is the name of the exception's type, "" when ``result`` came back."""

    raised: str = ""
    result: Any = None
    arguments: tuple[Any, ...] = ()

    @property
    def not_written(self) -> bool:
        """Whether the function is still the stub's."""
        return self.raised == "NotImplementedError"


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the answers say: exactly one of the mistakes, alone or two at once, or several that fit equally."""

    mistakes: tuple[Mistake, ...] = ()  # one, or a pair made together
    candidates: tuple[Mistake, ...] = ()
    all_right: bool = False  # every probe was answered rightly


Test = Callable[[Answer, Answer], bool]


@dataclass
class Bank:
    """The mistakes of an exercise with their answers, each worked out when it is first asked for."""

    exercise: Exercise
    mistakes: tuple[Mistake, ...]
    probes: tuple[Probe, ...]
    _answers: dict[tuple[str, ...], dict[int, Answer]] = field(default_factory=dict)
    _spaces: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, exercise: Exercise) -> Bank:
        """The bank in the exercise's ``mistakes.py``; empty where there is none.

        Raises:
            MalformedCourseError: that file is wrong.
        """
        mistakes, probes = load_mistakes(exercise)
        return cls(exercise, mistakes, tuple(probes()))

    def answer(self, number: int, *mistakes: Mistake) -> Answer:
        """What the solution with these mistakes answers to a probe; without any, the right answer."""
        key = tuple(mistake.id for mistake in mistakes)
        known = self._answers.setdefault(key, {})
        if number not in known:
            if key not in self._spaces:
                self._spaces[key] = execute(self.exercise, apply(self.exercise.solution, *mistakes))
            known[number] = ask(self._spaces[key], self.probes[number])
        return known[number]

    def fill(self) -> Iterator[Mistake | None]:
        """Work out all answers of single mistakes, one mistake at a step."""
        for mistake in (None, *self.mistakes):
            with quiet():
                for number in range(len(self.probes)):
                    self.answer(number, *((mistake,) if mistake else ()))
            yield mistake

    def recognise(self, given: Callable[[int], Answer], *, by_type: bool = False) -> Recognition:
        """Which mistakes answer every probe as the learner's file does. ``given`` asks the learner's.

        Functions that are not written yet are left out. What answers everything rightly is no mistake; with
        ``by_type`` the number type of a result, too, must be the right one then.
        """
        with quiet():
            learned = {number: given(number) for number in range(len(self.probes))}
            numbers = [n for n, answer in learned.items() if not answer.not_written]
            test: Test = alike
            wrong = [n for n in numbers if not test(learned[n], self.answer(n))]
            if not wrong and by_type:
                test = alike_in_type
                wrong = [n for n in numbers if not test(learned[n], self.answer(n))]
            if not wrong:
                return Recognition(all_right=True)
            # The probes that went wrong first: they tell most mistakes apart at once.
            order = wrong + [n for n in numbers if n not in set(wrong)]
            found = self._matching(learned, order, ((m,) for m in self.mistakes), test)
            if not found:
                found = self._matching(learned, order, self._pairs(learned, wrong))
            if not found:
                found = self._of_one_function(learned, wrong, numbers)
        if len(found) == 1:
            return Recognition(mistakes=found[0])
        named = {mistake.id: mistake for combination in found for mistake in combination}
        return Recognition(candidates=tuple(named.values()))

    def unseen(self) -> tuple[Mistake, ...]:
        """The mistakes whose results are all right: something else is wrong with them, as the memory they take."""
        with quiet():
            return tuple(
                mistake
                for mistake in self.mistakes
                if all(
                    alike_in_type(self.answer(n, mistake), self.answer(n)) for n in range(len(self.probes))
                )
            )

    def _matching(
        self,
        learned: dict[int, Answer],
        order: Sequence[int],
        combinations: Iterator[tuple[Mistake, ...]],
        test: Test | None = None,
    ) -> list[tuple[Mistake, ...]]:
        """The combinations that answer all these probes as the learner does."""
        test = test or alike
        found = []
        for combination in combinations:
            try:
                if all(test(learned[n], self.answer(n, *combination)) for n in order):
                    found.append(combination)
            except (CannotApplyError, SyntaxError):
                continue
        return found

    def _of_one_function(
        self, learned: dict[int, Answer], wrong: Sequence[int], numbers: Sequence[int]
    ) -> list[tuple[Mistake, ...]]:
        """The mistakes that explain the first wrong function by itself, for functions that do not call each other."""
        function = self.probes[wrong[0]].function
        own = [n for n in numbers if self.probes[n].function == function]
        return self._matching(learned, own, ((m,) for m in self.mistakes))

    def _pairs(self, learned: dict[int, Answer], wrong: Sequence[int]) -> Iterator[tuple[Mistake, ...]]:
        """Pairs of which one explains at least one of the wrong answers; only as many as stay cheap."""
        telling = [
            mistake
            for mistake in self.mistakes
            if any(alike(learned[n], self.answer(n, mistake)) for n in wrong)
        ]
        ids = {mistake.id for mistake in telling}
        others = [mistake for mistake in self.mistakes if mistake.id not in ids]
        pairs = [(a, b) for i, a in enumerate(telling) for b in telling[i + 1 :]]
        pairs += [(a, b) for a in telling for b in others]
        return islice(iter(pairs), MOST_PAIRS)


def execute(exercise: Exercise, source: str) -> dict[str, Any]:
    """The names that a solution or mistake defines, run in this process. What it needs are the other solutions."""
    space: dict[str, Any] = {"__name__": exercise.id}
    with _provided(exercise):
        exec(compile(source, f"<{exercise.id}>", "exec"), space)
    return space


def ask(space: dict[str, Any], probe: Probe) -> Answer:
    """One call, on copies of the arguments."""
    args, kwargs = copy.deepcopy((probe.args, dict(probe.kwargs)))
    try:
        result = space[probe.function](*args, **kwargs)
    except Exception as error:
        return Answer(raised=type(error).__name__, arguments=args)
    return Answer(result=result, arguments=args)


def alike(mine: Answer, known: Answer) -> bool:
    """Whether a learner's answer cannot be told from a known one."""
    if mine.raised or known.raised:
        return mine.raised == known.raised
    return same(mine.result, known.result) and _same_arguments(mine.arguments, known.arguments)


def alike_in_type(mine: Answer, known: Answer) -> bool:
    """The same, and the number types agree as well."""
    return alike(mine, known) and _types(mine.result) == _types(known.result)


def same(mine: Any, known: Any) -> bool:
    """Whether two results agree in structure, shapes, kind of numbers and values. NaN equals NaN here."""
    if isinstance(mine, tuple | list) and isinstance(known, tuple | list):
        return len(mine) == len(known) and all(same(a, b) for a, b in zip(mine, known, strict=True))
    if type(mine) is dict and type(known) is dict:
        return mine.keys() == known.keys() and all(same(value, known[key]) for key, value in mine.items())
    if _numeric(mine) and _numeric(known):
        a, b = np.asarray(mine), np.asarray(known)
        if a.shape != b.shape or (a.dtype.kind == "b") != (b.dtype.kind == "b"):
            return False
        close = TOLERANCE.get(a.dtype.itemsize, 1e-6) if a.dtype.kind == "f" else 1e-6
        return bool(np.allclose(a, b, rtol=close, atol=close, equal_nan=True))
    return type(mine) is type(known) and type(mine) in (str, bytes, type(None)) and bool(mine == known)


def _same_arguments(mine: Any, known: Any) -> bool:
    """The same for what became of the arguments; only arrays and lists of them are looked at, generators are not."""
    if isinstance(mine, tuple | list) and isinstance(known, tuple | list):
        return len(mine) == len(known) and all(map(_same_arguments, mine, known))
    if type(mine) is dict and type(known) is dict:
        return mine.keys() == known.keys() and all(_same_arguments(mine[key], known[key]) for key in mine)
    return not _numeric(known) or same(mine, known)


def confused(exercise: Exercise) -> list[tuple[str, str]]:
    """The pairs among the solution and all its mistakes that no probe tells apart. Empty for a good bank."""
    bank = Bank.load(exercise)
    for _ in bank.fill():
        pass
    kinds: list[tuple[Mistake, ...]] = [(), *((mistake,) for mistake in bank.mistakes)]
    return [
        (_name(a), _name(b))
        for i, a in enumerate(kinds)
        for b in kinds[i + 1 :]
        if all(alike_in_type(bank.answer(n, *a), bank.answer(n, *b)) for n in range(len(bank.probes)))
    ]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Wrong code overflows, warns and prints; nobody needs to hear of it."""
    with (
        np.errstate(all="ignore"),
        warnings.catch_warnings(),
        open(os.devnull, "w") as nowhere,  # noqa: PTH123
        contextlib.redirect_stdout(nowhere),
    ):
        warnings.simplefilter("ignore")
        yield


def _name(mistakes: tuple[Mistake, ...]) -> str:
    return mistakes[0].id if mistakes else "the solution"


def _types(value: Any) -> Any:
    """The number types of a result, in its structure."""
    if isinstance(value, tuple | list):
        return [_types(item) for item in value]
    return value.dtype.str if isinstance(value, np.ndarray | np.generic) else type(value).__name__


def _data(value: Any) -> Any:
    """Arguments without what is no data (a random generator): that is not brought back from the other process."""
    if isinstance(value, tuple | list):
        return [_data(item) for item in value]
    if type(value) is dict:
        return {key: _data(item) for key, item in value.items()}
    return value if _numeric(value) or type(value) in (str, bytes) else None


def _numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, bool | int | float | complex | np.generic)


@contextlib.contextmanager
def _provided(exercise: Exercise) -> Iterator[None]:
    """Make the solutions that this one imports importable, without touching any folder of the learner's.

    For the moment only: pytest may know the check's folder by the same name.
    """
    kept = {name: sys.modules.get(name) for name in exercise.needs}
    try:
        for name in exercise.needs:
            path = exercise.folder.parent / name / "solution.py"
            if path.is_file():
                module = ModuleType(name)
                exec(compile(path.read_text(encoding="utf-8"), f"<{name}>", "exec"), module.__dict__)
                sys.modules[name] = module
        yield
    finally:
        for name, module_before in kept.items():
            if module_before is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module_before
