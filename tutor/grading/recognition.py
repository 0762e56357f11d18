"""Which of the known mistakes a learner's answers show.

Concept mistakes are told by the core probes, lapses of robustness by the robust ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from tutor.course.mistakes import CannotApplyError
from tutor.course.model import Mistake, Probe, Tier
from tutor.grading.answers import Answer, alike, alike_in_type

MOST_PAIRS = 60
MOST_CANDIDATES = 3  # more say nothing
MIN_FACETS = 2

Combination = tuple[Mistake, ...]  # made together, each in one of its ways


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the answers say: the mistakes made, or several of which each would explain them, or that all is right."""

    mistakes: tuple[Mistake, ...] = ()  # one; two that were made together
    candidates: tuple[Mistake, ...] = ()
    lapses: tuple[Mistake, ...] = ()  # of robustness, beside a concept mistake or alone
    all_right: bool = False  # every probe was answered rightly


class Bank(Protocol):
    """The known mistakes with their answers."""

    mistakes: tuple[Mistake, ...]
    probes: tuple[Probe, ...]

    def answer(self, number: int, *mistakes: Mistake) -> Answer:
        """What the solution with these mistakes answers to a probe."""


def recognise(bank: Bank, learned: dict[int, Answer], *, by_type: bool = False) -> Recognition:
    """Which mistakes answer the probes as the learner's file does.

    A concept mistake has to explain every core probe, or where none does, every core probe up to the first facet
    that went wrong. Lapses of robustness are looked for beside it, each on its own facet. Functions that are not
    written yet are left out. With ``by_type`` the number type of a result counts, too.
    """
    view = _View(bank, learned)
    if not view.wrong("core") and not view.wrong("robust") and by_type:
        view = _View(bank, learned, by_type=True)
    if not view.wrong("core") and not view.wrong("robust"):
        return Recognition(all_right=True)
    found = view.concepts()
    lapses = view.named(view.lapses(found[0] if len(found) == 1 else ()))
    if len(found) == 1:
        return Recognition(mistakes=view.named(view.in_order(found[0])), lapses=lapses)
    return Recognition(
        candidates=view.named(way for combination in found for way in combination), lapses=lapses
    )


class _View:
    """The bank as one learner's answers see it."""

    def __init__(self, bank: Bank, learned: dict[int, Answer], *, by_type: bool = False) -> None:
        self.bank, self.learned = bank, learned
        self.test = alike_in_type if by_type else alike
        self.ways = [way for mistake in bank.mistakes for way in mistake.ways]
        self.numbers = [n for n, answer in learned.items() if not answer.not_written]
        self._fits: dict[tuple[object, ...], bool] = {}

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
            self._fits[key] = self.test(self.learned[number], known, right=right)
        return self._fits[key]

    def concepts(self) -> list[Combination]:
        """The mistakes, or pairs of them, that explain what went wrong on the core probes."""
        wrong = self.wrong("core")
        if not wrong:
            return [()] if self.wrong("robust") else []
        core = self.of("core")
        # The probes that went wrong first: they tell most mistakes apart at once.
        order = wrong + [n for n in core if n not in set(wrong)]
        singles = [(way,) for way in self.ways]
        return (
            self._matching(order, singles)
            or self._matching(order, self._pairs(wrong))
            or self._first_facet(core, wrong, singles)
            or self._first_function(core, wrong, singles)
        )

    def in_order(self, combination: Combination) -> Combination:
        """The mistake first that changes the first probe that went wrong: the leading line is about it."""

        def first_changed(way: Mistake) -> int:
            wrong = self.wrong("core")
            changed = (
                place
                for place, n in enumerate(wrong)
                if not alike(self.bank.answer(n, way), self.bank.answer(n))
            )
            return next(changed, len(wrong))

        return tuple(sorted(combination, key=first_changed)) if len(combination) > 1 else combination

    def lapses(self, concept: Combination) -> Combination:
        """For each facet of the robust probes that went wrong, the one mistake beside ``concept`` that explains it."""
        robust = [n for n in self.of("robust") if not self.fits(n, *concept)]
        made = {way.id for way in concept}
        found: list[Mistake] = []
        for facet in dict.fromkeys(self.bank.probes[n].facet for n in robust):
            wrong = [n for n in robust if self.bank.probes[n].facet == facet]
            if any(self._explains(wrong, (*concept, way)) for way in found):
                continue
            # Its own facet, and nothing of what the learner has right in the others.
            own = [n for n in self.of("robust") if self.bank.probes[n].facet == facet or n not in robust]
            of_facet = [
                way for way in self.ways if way.id not in made and self._explains(own, (*concept, way))
            ]
            # One that leaves the core as the learner has it; the others are mistakes of another kind.
            quiet_ones = [way for way in of_facet if self._explains(self.of("core"), (*concept, way))]
            if len(self.named(quiet_ones)) == 1:
                found += quiet_ones[:1]
        return tuple(found)

    def _explains(self, numbers: Iterable[int], combination: Combination) -> bool:
        try:
            return all(self.fits(n, *combination) for n in numbers)
        except (CannotApplyError, SyntaxError):
            return False

    def _matching(self, numbers: Sequence[int], combinations: Iterable[Combination]) -> list[Combination]:
        """The combinations that explain all of these probes, one of each set of mistakes."""
        found: dict[frozenset[str], Combination] = {}
        for combination in combinations:
            ids = frozenset(way.id for way in combination)
            if ids not in found and self._explains(numbers, combination):
                found[ids] = combination
        return list(found.values())

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
        telling = [way for way in self.ways if any(self.fits(n, way) for n in wrong)]
        told = set(map(id, telling))
        others = [way for way in self.ways if id(way) not in told]
        pairs = [(a, b) for i, a in enumerate(telling) for b in telling[i + 1 :] if a.id != b.id]
        pairs += [(a, b) for a in telling for b in others if a.id != b.id]
        return islice(iter(pairs), MOST_PAIRS)
