"""Which of the known mistakes a learner's answers show.

Concept mistakes are told by the core probes, lapses of robustness by the robust ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from tutor.course.mistakes import CannotApplyError
from tutor.course.model import Mistake, Probe, Tier
from tutor.grading.answers import SHAPE_ERRORS, Answer, alike, same_types, without_extras

MOST_PAIRS = 60
MOST_TELLING = 6  # mistakes that are tried beside others
MOST_CANDIDATES = 3  # more say nothing
MIN_FACETS = 2
MIN_RIGHT = 2  # probes of a function beside those at which it stops

Combination = tuple[Mistake, ...]  # made together, each in one of its ways


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the answers say: the mistakes made, or several of which each would explain them, or that all is right."""

    mistakes: tuple[Mistake, ...] = ()  # one; two that were made together
    candidates: tuple[Mistake, ...] = ()
    lapses: tuple[Mistake, ...] = ()  # of robustness, beside a concept mistake or alone
    all_right: bool = False  # every probe was answered rightly


Made = Mapping[str, Combination]  # of each function


@dataclass(frozen=True, slots=True)
class _Told:
    """What the core probes tell: mistakes that were made for sure, all that come into question, and where they are."""

    sure: Combination = ()
    perhaps: Combination = ()
    made: Made = field(default_factory=dict)
    lapses: Combination = ()


class Bank(Protocol):
    """The known mistakes with their answers."""

    mistakes: tuple[Mistake, ...]
    probes: tuple[Probe, ...]

    def answer(self, number: int, *mistakes: Mistake) -> Answer:
        """What the solution with these mistakes answers to a probe."""

    def changes(self, number: int, mistake: Mistake) -> bool:
        """Whether a mistake by itself changes the answer to a probe."""


def recognise(bank: Bank, learned: Mapping[int, Answer]) -> Recognition:
    """Which mistakes answer the probes as the learner's file does.

    A concept mistake has to explain every core probe, or every one of a function. What explains less, or nothing but
    errors of shapes, is a candidate. Lapses of robustness are looked for beside it, each on its own facet; the number
    types of the results are one more. Functions that are not written yet are left out.
    """
    found = _View(bank, learned).recognition()
    if found.mistakes or found.candidates or found.all_right:
        return found
    trimmed = {n: without_extras(answer, bank.answer(n)) for n, answer in learned.items()}
    if all(trimmed[n] is answer for n, answer in learned.items()):
        return found
    again = _View(bank, trimmed).recognition()
    if not again.all_right:
        return again
    extra = tuple(mistake for mistake in bank.mistakes if _gives_extras(bank, mistake))
    return Recognition(extra) if len(extra) == 1 else Recognition(candidates=extra)


class _View:
    """The bank as one learner's answers see it."""

    def __init__(self, bank: Bank, learned: Mapping[int, Answer]) -> None:
        self.bank, self.learned = bank, learned
        self.ways = [way for mistake in bank.mistakes for way in mistake.ways]
        self.numbers = [n for n, answer in learned.items() if not answer.not_written]
        self._fits: dict[tuple[object, ...], bool] = {}

    def recognition(self) -> Recognition:
        """What the answers say."""
        core = self.wrong("core")
        if not core and not self.wrong("robust"):
            lapse = self.named(self.lapses_of_type({}))
            in_core = any(not self.same_types(n) for n in self.of("core"))
            return (
                Recognition(lapse, all_right=not lapse)
                if in_core
                else Recognition(lapses=lapse, all_right=not lapse)
            )
        told = self.told(core)
        lapses = told.lapses
        if told.made or not core:
            lapses += self.lapses(told.made)
            lapses += self.lapses_of_type(told.made)
        names = self.named(self.in_order(told.sure))
        return Recognition(names, () if names else self.named(told.perhaps), self.named(lapses))

    def named(self, ways: Iterable[Mistake]) -> tuple[Mistake, ...]:
        """The mistakes that these are ways of, each once."""
        by_id = {mistake.id: mistake for mistake in self.bank.mistakes}
        return tuple({way.id: by_id[way.id] for way in ways}.values())

    def of(self, tier: Tier) -> list[int]:
        """The probes of a tier that were answered."""
        return [n for n in self.numbers if self.bank.probes[n].tier == tier]

    def wrong(self, tier: Tier) -> list[int]:
        """Those of them that were answered wrongly."""
        return [n for n in self.of(tier) if not self.fits(n)]

    def fits(self, number: int, *ways: Mistake) -> bool:
        """Whether the solution with these mistakes answers this probe as the learner does."""
        key = (number, *map(id, ways))
        if key not in self._fits:
            right, known = self.bank.answer(number), self.bank.answer(number, *ways)
            self._fits[key] = alike(self.learned[number], known, right=right)
        return self._fits[key]

    def told(self, wrong: Sequence[int]) -> _Told:
        """The mistakes, or pairs of them, that explain what went wrong on the core probes."""
        if not wrong:
            return _Told()
        core = self.of("core")
        functions = list(dict.fromkeys(self.function(n) for n in wrong))
        # The probes that went wrong first: they tell most mistakes apart at once.
        order = [*wrong, *(n for n in core if n not in set(wrong))]
        whole = (
            self._matching(order, self._singles())
            or self._matching(order, self._beside_a_lapse(wrong))
            or self._matching(order, self._pairs(wrong))
        )
        if len(whole) > 1:  # alike in the core: the robust probes may still tell them apart
            alike_everywhere = [found for found in whole if self._explains(self.of("robust"), {}, *found)]
            whole = alike_everywhere if len(alike_everywhere) == 1 else whole
        if whole:
            everywhere = dict.fromkeys({self.function(n) for n in self.numbers}, whole[0])
            return self._judged(everywhere) if len(whole) == 1 else _Told(perhaps=self._concepts(whole))
        if (loosely := self._loosely(core, wrong)) is not None:
            return self._judged(dict.fromkeys(functions, (loosely,)))
        parts = {function: self._of_function(function, wrong) for function in functions}
        first = parts[functions[0]]
        if len(first) == 1:
            return self._judged({function: found[0] for function, found in parts.items() if len(found) == 1})
        if first:
            return _Told(perhaps=self._concepts(first))
        return self._up_to_a_facet(core, wrong)

    def in_order(self, combination: Combination) -> Combination:
        """The mistake first that changes the first probe that went wrong: the leading line is about it."""

        wrong = self.wrong("core")

        def first_changed(way: Mistake) -> int:
            return next((place for place, n in enumerate(wrong) if self.bank.changes(n, way)), len(wrong))

        return tuple(sorted(combination, key=first_changed)) if len(combination) > 1 else combination

    def lapses(self, made: Made) -> Combination:
        """For each facet of the robust probes that went wrong, the one mistake beside those made that explains it."""
        robust = [n for n in self.of("robust") if not self._explains([n], made)]
        found: list[Mistake] = []
        for facet in dict.fromkeys(self.bank.probes[n].facet for n in robust):
            wrong = [n for n in robust if self.bank.probes[n].facet == facet]
            if any(self._explains(wrong, made, way) for way in found):
                continue
            # Its own facet, and nothing of what the learner has right in the others.
            own = [n for n in self.of("robust") if self.bank.probes[n].facet == facet or n not in robust]
            of_facet = [way for way in self._beside(made) if self._explains(own, made, way)]
            # One that leaves the core as the learner has it; the others are mistakes of another kind.
            settled = [n for n in self.of("core") if self._explains([n], made)]
            unsettled = [n for n in self.of("core") if n not in settled]
            quiet_ones = [
                way
                for way in of_facet
                if self._explains(settled, made, way)
                and not any(self.bank.changes(n, way) for n in unsettled)
            ]
            if len(self.named(quiet_ones)) == 1:
                found += quiet_ones[:1]
        return tuple(found)

    def lapses_of_type(self, made: Made) -> Combination:
        """The one mistake beside those made that gives the numbers in the learner's types, where only these differ."""
        settled = [n for n in self.numbers if self._explains([n], made)]
        if all(self.same_types(n, *made.get(self.function(n), ())) for n in settled):
            return ()

        def explains(way: Mistake) -> bool:
            return self._explains(settled, made, way) and all(
                self.same_types(n, *made.get(self.function(n), ()), way) for n in settled
            )

        found = [way for way in self._beside(made) if explains(way)]
        return tuple(found[:1]) if len(self.named(found)) == 1 else ()

    def same_types(self, number: int, *ways: Mistake) -> bool:
        """Whether the results have the number types that the solution with these mistakes gives."""
        return same_types(self.learned[number], self.bank.answer(number, *ways))

    def function(self, number: int) -> str:
        """The function that this probe asks."""
        return self.bank.probes[number].function

    def _singles(self) -> list[Combination]:
        return [(way,) for way in self.ways]

    def _beside(self, made: Made) -> list[Mistake]:
        """The ways of all mistakes that are not made already."""
        ids = {way.id for way in _all_of(made.values())}
        return [way for way in self.ways if way.id not in ids]

    def _judged(self, made: Made) -> _Told:
        """The mistakes as names; those of which only errors of shapes speak as candidates."""
        ways = self._concepts(made.values())
        sure = tuple(way for way in ways if self._shown(way, made))
        lapses = tuple(way for way in _all_of(made.values()) if self._is_lapse(way))
        return _Told(sure, ways, made, lapses)

    def _concepts(self, combinations: Iterable[Combination]) -> Combination:
        """The mistakes of these combinations that are no lapses, each once."""
        return tuple(way for way in _all_of(combinations) if not self._is_lapse(way))

    def _is_lapse(self, way: Mistake) -> bool:
        """Whether a mistake by itself leaves all core probes right."""
        return not any(self.bank.changes(n, way) for n in self.of("core"))

    def _shown(self, mistake: Mistake, made: Made) -> bool:
        """Whether more speaks for a mistake than that an error of shapes is raised wherever it makes a difference.

        A wrong value, an exception where one is asked for, or several inputs on which the same function is right.
        """
        without = {function: tuple(m for m in c if m.id != mistake.id) for function, c in made.items()}
        core = [n for n in self.of("core") if self.function(n) in made]
        changed = [n for n in core if not self._explains([n], without)]
        if any(not self._shapes(n) for n in changed):
            return True
        functions = {self.function(n) for n in changed}
        return len([n for n in core if self.function(n) in functions]) - len(changed) >= MIN_RIGHT

    def _shapes(self, number: int) -> bool:
        """Whether the learner's function stopped at arrays that do not fit, where it should answer."""
        return self.learned[number].raised in SHAPE_ERRORS and not self.bank.answer(number).raised

    def _explains(self, numbers: Iterable[int], made: Made, *beside: Mistake) -> bool:
        """Whether what was made of each function, and the mistakes beside it, answer these probes as the learner."""
        try:
            return all(self.fits(n, *made.get(self.function(n), ()), *beside) for n in numbers)
        except (CannotApplyError, SyntaxError):
            return False

    def _matching(self, numbers: Sequence[int], combinations: Iterable[Combination]) -> list[Combination]:
        """The combinations that explain all of these probes, one of each set of concept mistakes."""
        found: dict[frozenset[str], Combination] = {}
        for combination in combinations:
            ids = frozenset(way.id for way in combination if len(combination) == 1 or not self._is_lapse(way))
            if ids not in found and self._explains(numbers, {}, *combination):
                found[ids] = combination
        return list(found.values())

    def _loosely(self, core: Sequence[int], wrong: Sequence[int]) -> Mistake | None:
        """The one mistake that explains the core but for inputs on which only one of the two stops at its shapes.

        Where arrays do not fit, code written another way may go on, or stop. At least half of the wrong answers, and
        a wrong value, must be explained.
        """
        failing = set(wrong)

        def may(way: Mistake) -> bool:
            return all(
                self.fits(n, way)
                or (n in failing and {self.learned[n].raised, self.bank.answer(n, way).raised} & SHAPE_ERRORS)
                for n in core
            )

        found = [
            way
            for way in self.ways
            if any(not self._shapes(n) and self.fits(n, way) for n in wrong)
            and 2 * len(self._open(wrong, way)) <= len(wrong)
            and may(way)
        ]
        return found[0] if len(self.named(found)) == 1 else None

    def _of_function(self, function: str, wrong: Sequence[int]) -> list[Combination]:
        """The mistakes that explain a function by itself, and what is right before it, when they are few."""
        first = next(n for n in wrong if self.function(n) == function)
        own = [n for n in self.of("core") if self.function(n) == function or (n < first and n not in wrong)]
        found = self._matching(own, self._singles())
        return found if len(found) <= MOST_CANDIDATES else []

    def _up_to_a_facet(self, core: Sequence[int], wrong: Sequence[int]) -> _Told:
        """The mistakes that explain everything up to the first facet that went wrong, when they are few.

        They are names only with another one that explains by itself all that went wrong later.
        """
        facets = list(dict.fromkeys(self.bank.probes[n].facet for n in core))
        place = {n: facets.index(self.bank.probes[n].facet) for n in core}
        if len(facets) < MIN_FACETS:
            return _Told()
        early = [n for n in core if place[n] <= min(place[w] for w in wrong)]
        found = self._matching(early, self._singles())
        if not found or len(found) > MOST_CANDIDATES:
            return _Told()
        both = [(one, other) for [one] in found for [other] in self._later(one, wrong)]
        if len({frozenset((one.id, other.id)) for one, other in both}) == 1:
            return _Told(both[0], both[0])
        return _Told(perhaps=self._concepts(found))

    def _later(self, one: Mistake, wrong: Sequence[int]) -> list[Combination]:
        """The mistakes that explain by themselves, with a wrong value, what ``one`` leaves unexplained."""
        rest = [n for n in wrong if not self.fits(n, one)]
        if all(self._shapes(n) for n in rest):
            return []
        return self._matching(rest, [single for single in self._singles() if single[0].id != one.id])

    def _beside_a_lapse(self, wrong: Sequence[int]) -> Iterator[Combination]:
        """Concept mistakes that explain some of the wrong answers, each beside a lapse that may explain the others.

        A mask read the other way round leaves rows empty that were not, and what becomes of these is a lapse.
        """
        lapses = [way for way in self.ways if self._is_lapse(way)]
        return ((one, lapse) for one in self._telling(wrong) for lapse in lapses)

    def _pairs(self, wrong: Sequence[int]) -> Iterator[Combination]:
        """Pairs of which one explains some of the wrong answers, and the other changes the first left open.

        The other leaves alone what the one explains: else half the bank changes that answer.
        """
        concepts = [way for way in self.ways if not self._is_lapse(way)]

        def pairs() -> Iterator[Combination]:
            for one in self._telling(wrong):
                left = self._open(wrong, one)
                explained = [n for n in self.of("core") if n not in left]
                for other in concepts:
                    if (
                        other.id != one.id
                        and self.bank.changes(left[0], other)
                        and not any(self.bank.changes(n, other) for n in explained)
                    ):
                        yield one, other

        return islice(pairs(), MOST_PAIRS)

    def _telling(self, wrong: Sequence[int]) -> list[Mistake]:
        """The mistakes that explain some of the wrong answers, not all: those that explain the most first."""
        left = {id(way): len(self._open(wrong, way)) for way in self.ways}
        telling = [way for way in self.ways if 0 < left[id(way)] < len(wrong) and not self._is_lapse(way)]
        return sorted(telling, key=lambda way: left[id(way)])[:MOST_TELLING]

    def _open(self, wrong: Sequence[int], way: Mistake) -> list[int]:
        return [n for n in wrong if not self.fits(n, way)]


def _all_of(combinations: Iterable[Combination]) -> Combination:
    """The mistakes of several combinations, each id once."""
    return tuple({way.id: way for combination in combinations for way in combination}.values())


def _gives_extras(bank: Bank, mistake: Mistake) -> bool:
    """Whether results after the right ones are all that is wrong with a mistake, whatever they are."""
    answers = [(bank.answer(n, mistake), bank.answer(n)) for n in range(len(bank.probes))]
    right = [(without_extras(answer, right), answer, right) for answer, right in answers]
    return any(bare is not answer for bare, answer, _ in right) and all(
        alike(bare, known) for bare, _, known in right
    )
