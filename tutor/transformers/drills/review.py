"""Decides when missed questions come back, and turns answers into events."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.course.model import Quiz
from tutor.course.question_round import right_answer
from tutor.course.quiz import is_correct
from tutor.progress.events import AnyEvent, Drilled
from tutor.transformers.drills.catalogue import DRILLS
from tutor.transformers.drills.question import Question
from tutor.transformers.drills.streaks import IN_A_ROW, Streaks

if TYPE_CHECKING:
    from fsrs import Card


Kind = tuple[str, str]  # a drill, and the key of a question in it


def due(events: Iterable[AnyEvent], now: float) -> tuple[Kind, ...]:
    """The kinds that were missed at least once and are due now, most overdue first.

    ``now`` and the events' times are in seconds since 1970. The scheduler is FSRS (Ye, Su, Cao 2022, "A Stochastic
    Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling") with default parameters and without
    randomness: a missed kind comes back within minutes, a known one after days, then weeks.
    """
    cards = _cards(events)
    today = _moment(now)
    waiting = [(card.due, kind) for kind, card in cards.items() if today is not None and card.due <= today]
    return tuple(kind for _, kind in sorted(waiting))


def _cards(events: Iterable[AnyEvent]) -> dict[Kind, Card]:
    answers = [event for event in events if isinstance(event, Drilled) and event.question]
    missed = {(event.drill, event.question) for event in answers if not event.correct}
    if not missed:
        return {}
    from fsrs import Card, Rating, Scheduler

    scheduler = Scheduler(enable_fuzzing=False)
    cards: dict[Kind, Card] = {}
    for event in answers:
        kind, at = (event.drill, event.question), _moment(event.at)
        if kind not in missed or at is None:
            continue
        card = cards.get(kind) or Card(card_id=0, due=at)
        if card.last_review is not None and at < card.last_review:
            at = card.last_review  # the clock went backwards
        rating = Rating.Good if event.correct else Rating.Again
        cards[kind], _ = scheduler.review_card(card, rating, at)
    return cards


def _moment(at: float) -> datetime | None:
    """The time as a datetime; None if it is out of the calendar's range."""
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question and its drill. ``again``: it was missed before and is due."""

    drill: str
    question: Question
    again: bool = False

    @property
    def quiz(self) -> Quiz:
        return self.question.quiz


@dataclass(frozen=True, slots=True)
class DrillResult:
    """The result of an answer: the event to record, the explanation, and ``news`` if it completes ten in a row."""

    event: Drilled
    says: str
    news: str = ""


class DrillSession:
    """A drill session that continues from the answers in ``events``. With ``drill`` None it asks from all drills in
    turn.

    ``row`` is the current streak. For one drill it continues the recorded streak, until that is complete. ``waiting``
    are the kinds that were missed and are due, except the current one.
    """

    def __init__(
        self, events: Iterable[AnyEvent], drill: str | None = None, pick: random.Random | None = None
    ) -> None:
        self.drill = drill
        self.pick = pick or random.Random()
        self.waiting: list[Kind] = []
        self._answers: list[Drilled] = []
        self._streaks = Streaks()
        self._times: Counter[Kind] = Counter()  # number of answers by kind
        self._last: Kind = ("", "")
        for event in events:
            if isinstance(event, Drilled):
                self._take(event)
        so_far = self._streaks.rows[drill] if drill else 0
        self.row = so_far if so_far < IN_A_ROW else 0

    @property
    def passed(self) -> bool:
        return self.row >= IN_A_ROW

    def ask(self, now: float) -> AskedQuestion:
        """The next question: a kind due at ``now``, else one asked least often. Never the same kind twice in a row."""
        self.waiting = [kind for kind in due(self._answers, now) if self._fits(kind)]
        again = bool(self.waiting)
        self._last = self.waiting.pop(0) if again else self._fresh()
        drill, key = self._last
        return AskedQuestion(drill, DRILLS[drill].ask(self.pick, key), again)

    def answer(self, asked: AskedQuestion, given: str, at: float) -> DrillResult:
        """Judge an answer. ``given`` is as in ``tutor.course.quiz.is_correct``; ``at`` is in seconds since 1970."""
        right = is_correct(asked.quiz, given)
        self.row = self.row + 1 if right else 0
        event = Drilled(at=at, drill=asked.drill, correct=right, question=asked.question.key)
        passed = set(self._streaks.passed)
        self._take(event)
        if right:
            return DrillResult(event, asked.quiz.why, self._news(passed))
        parts = (
            asked.question.confusion(given),
            f"The answer is {right_answer(asked.quiz)}.",
            asked.quiz.why,
        )
        return DrillResult(event, " ".join(dict.fromkeys(part for part in parts if part)))

    def _take(self, event: Drilled) -> None:
        self._answers.append(event)
        self._streaks.add(event)
        self._times[event.drill, event.question] += 1

    def _news(self, before: set[str]) -> str:
        """A sentence about drills passed by this answer; ``before`` are those that were passed already."""
        new = [name for name in self._streaks.passed if name not in before]
        if self.drill is not None and self.row == IN_A_ROW:
            return f"Ten in a row: you have passed the drill {self.drill}."
        says = ["Ten in a row."] if self.row == IN_A_ROW else []
        return " ".join([*says, *(f"Ten of {name} in a row: you have passed this drill." for name in new)])

    def _fresh(self) -> Kind:
        drill = self.drill or self.pick.choice(list(DRILLS))
        kinds = [(drill, key) for key in DRILLS[drill].templates if (drill, key) != self._last]
        fewest = min(self._times[kind] for kind in kinds)
        return self.pick.choice([kind for kind in kinds if self._times[kind] == fewest])

    def _fits(self, kind: Kind) -> bool:
        drill, key = kind
        known = drill in DRILLS and key in DRILLS[drill].templates
        return known and self.drill in (None, drill) and kind != self._last
