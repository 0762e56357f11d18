"""Counts the right answers in a row of each drill from the record. Ten in a row pass a drill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tutor.progress.events import AnyEvent, Drilled

IN_A_ROW = 10


class Streaks:
    """``rows``: right answers since the last wrong one, by drill. ``passed``: when a drill was first passed."""

    def __init__(self, events: Iterable[AnyEvent] = ()) -> None:
        self.rows: Counter[str] = Counter()
        self.passed: dict[str, float] = {}
        for event in events:
            if isinstance(event, Drilled):
                self.add(event)

    def add(self, event: Drilled) -> None:
        self.rows[event.drill] = self.rows[event.drill] + 1 if event.correct else 0
        if self.rows[event.drill] >= IN_A_ROW:
            self.passed.setdefault(event.drill, event.at)
