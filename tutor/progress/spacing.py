"""Which kinds of question that were missed are due again: FSRS over the record of answers, nothing kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tutor.progress.events import AnyEvent, Drilled

if TYPE_CHECKING:
    from fsrs import Card

Kind = tuple[str, str]  # a drill, and the key of a question in it


def due(events: Iterable[AnyEvent], now: float) -> tuple[Kind, ...]:
    """Of the kinds that were missed at least once, those whose time has come, the longest overdue first.

    ``now`` and the events' times are seconds since 1970. The scheduler is FSRS (Ye, Su, Cao 2022, "A Stochastic
    Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling") with its usual parameters and without chance:
    a miss comes back within minutes, a kind that is known after days, then weeks.
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
            at = card.last_review  # a clock that went backwards
        rating = Rating.Good if event.correct else Rating.Again
        cards[kind], _ = scheduler.review_card(card, rating, at)
    return cards


def _moment(at: float) -> datetime | None:
    """None for a time that no calendar has."""
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):
        return None
