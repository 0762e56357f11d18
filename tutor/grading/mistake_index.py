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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import ModuleType
from typing import Any

import numpy as np

from tutor.course.mistakes import CannotApplyError, apply, load_mistakes
from tutor.course.model import Exercise, Mistake, Probe, Tier
from tutor.disk import read_text
from tutor.grading.answers import Answer, alike, alike_in_type

MOST_PAIRS = 60
MOST_CANDIDATES = 3  # more say nothing
MIN_FACETS = 2


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the answers say: the mistakes made, or several of which each would explain them, or that all is right."""

    mistakes: tuple[Mistake, ...] = ()  # one; two that were made together
    candidates: tuple[Mistake, ...] = ()
    lapses: tuple[Mistake, ...] = ()  # of robustness, beside a concept mistake or alone
    all_right: bool = False  # every probe was answered rightly


Combination = tuple[Mistake, ...]


@dataclass
class MistakeIndex:
    """The mistakes of an exercise with their answers, each worked out when it is first asked for."""

    exercise: Exercise
    mistakes: tuple[Mistake, ...]
    probes: tuple[Probe, ...]
    _answers: dict[tuple[str, ...], dict[int, Answer]] = field(default_factory=dict)
    _spaces: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, exercise: Exercise) -> MistakeIndex:
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
        """Which mistakes answer the probes as the learner's file does. ``given`` asks the learner's.

        A concept mistake has to explain every core probe, or where none does, every core probe up to the first facet
        that went wrong. Lapses of robustness are looked for beside it, each on its own facet. Functions that are not
        written yet are left out. With ``by_type`` the number type of a result counts, too.
        """
        with quiet():
            learned = {number: given(number) for number in range(len(self.probes))}
            view = _View(self, learned, alike)
            if not view.wrong("core") and not view.wrong("robust") and by_type:
                view = _View(self, learned, alike_in_type)
            if not view.wrong("core") and not view.wrong("robust"):
                return Recognition(all_right=True)
            found = view.concepts()
            lapses = view.lapses(found[0] if len(found) == 1 else ())
        if len(found) == 1:
            return Recognition(mistakes=view.in_order(found[0]), lapses=lapses)
        named = {mistake.id: mistake for combination in found for mistake in combination}
        return Recognition(candidates=tuple(named.values()), lapses=lapses)

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


class _View:
    """The bank as one learner's answers see it."""

    def __init__(self, bank: MistakeIndex, learned: dict[int, Answer], test: Callable[..., bool]) -> None:
        self.bank, self.learned, self.test = bank, learned, test
        self.numbers = [n for n, answer in learned.items() if not answer.not_written]

    def of(self, tier: Tier) -> list[int]:
        """The probes of a tier that were answered."""
        return [n for n in self.numbers if self.bank.probes[n].tier == tier]

    def wrong(self, tier: Tier) -> list[int]:
        """Those of them that were answered wrongly."""
        return [n for n in self.of(tier) if not self.fits(n)]

    def fits(self, number: int, *mistakes: Mistake) -> bool:
        """Whether the solution with these mistakes answers this probe as the learner does."""
        right = self.bank.answer(number)
        return self.test(self.learned[number], self.bank.answer(number, *mistakes), right=right)

    def concepts(self) -> list[Combination]:
        """The mistakes, or pairs of them, that explain what went wrong on the core probes."""
        wrong = self.wrong("core")
        if not wrong:
            return [()] if self.wrong("robust") else []
        core = self.of("core")
        # The probes that went wrong first: they tell most mistakes apart at once.
        order = wrong + [n for n in core if n not in set(wrong)]
        singles = [(mistake,) for mistake in self.bank.mistakes]
        return (
            self._matching(order, singles)
            or self._matching(order, self._pairs(wrong))
            or self._first_facet(core, wrong, singles)
            or self._first_function(core, wrong, singles)
        )

    def in_order(self, combination: Combination) -> Combination:
        """The mistake first that changes the first probe that went wrong: the leading line is about it."""

        def first_changed(mistake: Mistake) -> int:
            wrong = self.wrong("core")
            changed = (
                place
                for place, n in enumerate(wrong)
                if not alike(self.bank.answer(n, mistake), self.bank.answer(n))
            )
            return next(changed, len(wrong))

        return tuple(sorted(combination, key=first_changed)) if len(combination) > 1 else combination

    def lapses(self, concept: Combination) -> tuple[Mistake, ...]:
        """For each facet of the robust probes that went wrong, the one mistake beside ``concept`` that explains it."""
        robust = [n for n in self.of("robust") if not self.fits(n, *concept)]
        found: list[Mistake] = []
        for facet in dict.fromkeys(self.bank.probes[n].facet for n in robust):
            wrong = [n for n in robust if self.bank.probes[n].facet == facet]
            if any(self._explains(wrong, (*concept, mistake)) for mistake in found):
                continue
            # Its own facet, and nothing of what the learner has right in the others.
            own = [n for n in self.of("robust") if self.bank.probes[n].facet == facet or n not in robust]
            of_facet = [
                mistake
                for mistake in self.bank.mistakes
                if mistake not in concept and self._explains(own, (*concept, mistake))
            ]
            # One that leaves the core as the learner has it; the others are mistakes of another kind.
            quiet_ones = [m for m in of_facet if self._explains(self.of("core"), (*concept, m))]
            if len(quiet_ones) == 1:
                found += quiet_ones
        return tuple(found)

    def _explains(self, numbers: Iterable[int], combination: Combination) -> bool:
        try:
            return all(self.fits(n, *combination) for n in numbers)
        except (CannotApplyError, SyntaxError):
            return False

    def _matching(self, numbers: Sequence[int], combinations: Iterable[Combination]) -> list[Combination]:
        return [combination for combination in combinations if self._explains(numbers, combination)]

    def _first_facet(
        self, core: Sequence[int], wrong: Sequence[int], singles: Sequence[Combination]
    ) -> list[Combination]:
        """The mistakes that explain everything up to the first facet that went wrong, when they are few."""
        facets = list(dict.fromkeys(self.bank.probes[n].facet for n in core))
        if len(facets) < MIN_FACETS:
            return []
        first = min(facets.index(self.bank.probes[n].facet) for n in wrong)
        found = self._matching([n for n in core if facets.index(self.bank.probes[n].facet) <= first], singles)
        return found if len(found) <= MOST_CANDIDATES else []

    def _first_function(
        self, core: Sequence[int], wrong: Sequence[int], singles: Sequence[Combination]
    ) -> list[Combination]:
        """The mistakes that explain the first wrong function by itself, for functions that do not call each other."""
        first = wrong[0]
        function = self.bank.probes[first].function
        own = [n for n in core if self.bank.probes[n].function == function or (n < first and n not in wrong)]
        found = self._matching(own, singles)
        return found if len(found) <= MOST_CANDIDATES else []

    def _pairs(self, wrong: Sequence[int]) -> Iterator[Combination]:
        """Pairs of which one explains at least one of the wrong answers; only as many as stay cheap."""
        telling = [m for m in self.bank.mistakes if any(self.fits(n, m) for n in wrong)]
        ids = {mistake.id for mistake in telling}
        others = [mistake for mistake in self.bank.mistakes if mistake.id not in ids]
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


def confused(exercise: Exercise) -> list[tuple[str, str]]:
    """The pairs among the solution and all its mistakes that no probe tells apart. Empty for a good bank."""
    bank = MistakeIndex.load(exercise)
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
                exec(compile(read_text(path), f"<{name}>", "exec"), module.__dict__)
                sys.modules[name] = module
        yield
    finally:
        for name, module_before in kept.items():
            if module_before is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module_before
