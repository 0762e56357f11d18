"""Finds the known mistakes that explain a learner's answers.

Core probes identify concept mistakes; robust probes identify lapses of robustness.
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
MOST_TELLING = 6  # mistakes tried in combination with others
MOST_CANDIDATES = 3  # a longer list would not help the learner
MIN_FACETS = 2
MIN_RIGHT = 2  # number of right answers that a function needs besides its errors

Combination = tuple[Mistake, ...]  # mistakes made together, each in one of its variants


@dataclass(frozen=True, slots=True)
class Recognition:
    """The result: the mistakes made, or several candidates that would each explain the answers, or "all right"."""

    mistakes: tuple[Mistake, ...] = ()  # one mistake, or two made together
    candidates: tuple[Mistake, ...] = ()
    lapses: tuple[Mistake, ...] = ()  # lapses of robustness, with or without a concept mistake
    all_right: bool = False  # every answer is right


Made = Mapping[str, Combination]  # by function


@dataclass(frozen=True, slots=True)
class _Told:
    """The result of the core probes: mistakes that are certain, candidates, and where they are."""

    sure: Combination = ()
    perhaps: Combination = ()
    made: Made = field(default_factory=dict)
    lapses: Combination = ()


class Bank(Protocol):
    """The known mistakes and their answers."""

    mistakes: tuple[Mistake, ...]
    probes: tuple[Probe, ...]

    def answer(self, number: int, *mistakes: Mistake) -> Answer:
        """The answer of the solution with these mistakes to a probe."""

    def changes(self, number: int, mistake: Mistake) -> bool:
        """Whether a mistake by itself changes the answer to a probe."""


def recognise(bank: Bank, learned: Mapping[int, Answer]) -> Recognition:
    """Find the mistakes that answer the probes as the learner's file does.

    A concept mistake must explain every core probe, or every core probe of one function. A mistake that explains
    less, or only shape errors, is a candidate. Lapses of robustness are then looked for facet by facet; the dtypes of
    the results are a facet, too. Functions that are not written yet are ignored.
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
    """The bank together with one learner's answers."""

    def __init__(self, bank: Bank, learned: Mapping[int, Answer]) -> None:
        self.bank, self.learned = bank, learned
        self.ways = [way for mistake in bank.mistakes for way in mistake.ways]
        self.numbers = [n for n, answer in learned.items() if not answer.not_written]
        self._fits: dict[tuple[object, ...], bool] = {}

    def recognition(self) -> Recognition:
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
        """The mistakes that these are variants of, each once."""
        by_id = {mistake.id: mistake for mistake in self.bank.mistakes}
        return tuple({way.id: by_id[way.id] for way in ways}.values())

    def of(self, tier: Tier) -> list[int]:
        """The answered probes of a tier."""
        return [n for n in self.numbers if self.bank.probes[n].tier == tier]

    def wrong(self, tier: Tier) -> list[int]:
        """The wrongly answered probes of a tier."""
        return [n for n in self.of(tier) if not self.fits(n)]

    def fits(self, number: int, *ways: Mistake) -> bool:
        """Whether the solution with these mistakes gives the learner's answer to this probe."""
        key = (number, *map(id, ways))
        if key not in self._fits:
            right, known = self.bank.answer(number), self.bank.answer(number, *ways)
            self._fits[key] = alike(self.learned[number], known, right=right)
        return self._fits[key]

    def told(self, wrong: Sequence[int]) -> _Told:
        """The mistakes, or pairs of mistakes, that explain the wrong answers to core probes."""
        if not wrong:
            return _Told()
        core = self.of("core")
        functions = list(dict.fromkeys(self.function(n) for n in wrong))
        # Try the wrongly answered probes first, because they rule out most mistakes at once.
        order = [*wrong, *(n for n in core if n not in set(wrong))]
        whole = (
            self._matching(order, self._singles())
            or self._matching(order, self._beside_a_lapse(wrong))
            or self._matching(order, self._pairs(wrong))
        )
        # they give the same answers to the core probes, but a robust probe may distinguish them
        if len(whole) > 1:
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
        """The combination, ordered so that the mistake behind the first wrong answer comes first."""

        wrong = self.wrong("core")

        def first_changed(way: Mistake) -> int:
            return next((place for place, n in enumerate(wrong) if self.bank.changes(n, way)), len(wrong))

        return tuple(sorted(combination, key=first_changed)) if len(combination) > 1 else combination

    def lapses(self, made: Made) -> Combination:
        """For each facet with a wrong robust answer, the one additional mistake that explains it."""
        robust = [n for n in self.of("robust") if not self._explains([n], made)]
        found: list[Mistake] = []
        for facet in dict.fromkeys(self.bank.probes[n].facet for n in robust):
            wrong = [n for n in robust if self.bank.probes[n].facet == facet]
            if any(self._explains(wrong, made, way) for way in found):
                continue
            # It must explain its own facet and keep the learner's right answers in the others.
            own = [n for n in self.of("robust") if self.bank.probes[n].facet == facet or n not in robust]
            of_facet = [way for way in self._beside(made) if self._explains(own, made, way)]
            # It must leave the core answers as they are; otherwise it is not a lapse.
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
        """If only dtypes differ from the learner's, the one additional mistake that gives the same dtypes."""
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
        """Whether the results have the dtypes of the solution with these mistakes."""
        return same_types(self.learned[number], self.bank.answer(number, *ways))

    def function(self, number: int) -> str:
        """The function that this probe tests."""
        return self.bank.probes[number].function

    def _singles(self) -> list[Combination]:
        return [(way,) for way in self.ways]

    def _beside(self, made: Made) -> list[Mistake]:
        """The variants of all mistakes that were not made already."""
        ids = {way.id for way in _all_of(made.values())}
        return [way for way in self.ways if way.id not in ids]

    def _judged(self, made: Made) -> _Told:
        """Treat the mistakes as certain, except those supported only by shape errors, which become candidates."""
        ways = self._concepts(made.values())
        sure = tuple(way for way in ways if self._shown(way, made))
        lapses = tuple(way for way in _all_of(made.values()) if self._is_lapse(way))
        return _Told(sure, ways, made, lapses)

    def _concepts(self, combinations: Iterable[Combination]) -> Combination:
        """The mistakes in these combinations that are not lapses, each once."""
        return tuple(way for way in _all_of(combinations) if not self._is_lapse(way))

    def _is_lapse(self, way: Mistake) -> bool:
        """Whether a mistake by itself leaves all core probes right."""
        return not any(self.bank.changes(n, way) for n in self.of("core"))

    def _shown(self, mistake: Mistake, made: Made) -> bool:
        """Whether the evidence for a mistake is more than shape errors at the probes that it affects.

        Such evidence is a wrong value, an exception where one is right, or several other probes that the function gets
        right.
        """
        without = {function: tuple(m for m in c if m.id != mistake.id) for function, c in made.items()}
        core = [n for n in self.of("core") if self.function(n) in made]
        changed = [n for n in core if not self._explains([n], without)]
        if any(not self._shapes(n) for n in changed):
            return True
        functions = {self.function(n) for n in changed}
        return len([n for n in core if self.function(n) in functions]) - len(changed) >= MIN_RIGHT

    def _shapes(self, number: int) -> bool:
        """Whether the learner's function raised a shape error where it should return a result."""
        return self.learned[number].raised in SHAPE_ERRORS and not self.bank.answer(number).raised

    def _explains(self, numbers: Iterable[int], made: Made, *beside: Mistake) -> bool:
        """Whether the mistakes made in each function, plus ``beside``, give the learner's answers to these probes."""
        try:
            return all(self.fits(n, *made.get(self.function(n), ()), *beside) for n in numbers)
        except (CannotApplyError, SyntaxError):
            return False

    def _matching(self, numbers: Sequence[int], combinations: Iterable[Combination]) -> list[Combination]:
        """The combinations that explain all of these probes, one for each set of concept mistakes."""
        found: dict[frozenset[str], Combination] = {}
        for combination in combinations:
            ids = frozenset(way.id for way in combination if len(combination) == 1 or not self._is_lapse(way))
            if ids not in found and self._explains(numbers, {}, *combination):
                found[ids] = combination
        return list(found.values())

    def _loosely(self, core: Sequence[int], wrong: Sequence[int]) -> Mistake | None:
        """The one mistake that explains the core, ignoring probes where only one of the two raises a shape error.

        Code that is written differently may broadcast where the mistake raises, or raise where it broadcasts. At
        least half of the wrong answers, and one wrong value, must be explained.
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
        """The mistakes that explain one function, and the correct ones before it, if they are few."""
        first = next(n for n in wrong if self.function(n) == function)
        own = [n for n in self.of("core") if self.function(n) == function or (n < first and n not in wrong)]
        found = self._matching(own, self._singles())
        return found if len(found) <= MOST_CANDIDATES else []

    def _up_to_a_facet(self, core: Sequence[int], wrong: Sequence[int]) -> _Told:
        """The mistakes that explain everything up to the first wrong facet, if they are few.

        They are certain only if another mistake by itself explains everything that is wrong later.
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
        """Concept mistakes that explain some of the wrong answers, each with a lapse that may explain the others.

        For example, an inverted mask produces empty rows, and how the code handles those is a lapse.
        """
        lapses = [way for way in self.ways if self._is_lapse(way)]
        return ((one, lapse) for one in self._telling(wrong) for lapse in lapses)

    def _pairs(self, wrong: Sequence[int]) -> Iterator[Combination]:
        """Pairs where one mistake explains some wrong answers, and the other changes the first that is left.

        The other must not affect the explained answers, or half of the bank would qualify.
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
        """The mistakes that explain some, but not all, of the wrong answers; those that explain the most come first."""
        left = {id(way): len(self._open(wrong, way)) for way in self.ways}
        telling = [way for way in self.ways if 0 < left[id(way)] < len(wrong) and not self._is_lapse(way)]
        return sorted(telling, key=lambda way: left[id(way)])[:MOST_TELLING]

    def _open(self, wrong: Sequence[int], way: Mistake) -> list[int]:
        return [n for n in wrong if not self.fits(n, way)]


def _all_of(combinations: Iterable[Combination]) -> Combination:
    """The mistakes of several combinations, each id once."""
    return tuple({way.id: way for combination in combinations for way in combination}.values())


def _gives_extras(bank: Bank, mistake: Mistake) -> bool:
    """Whether the only fault of a mistake is to return extra results after the right ones."""
    answers = [(bank.answer(n, mistake), bank.answer(n)) for n in range(len(bank.probes))]
    right = [(without_extras(answer, right), answer, right) for answer, right in answers]
    return any(bare is not answer for bare, answer, _ in right) and all(
        alike(bare, known) for bare, _, known in right
    )
