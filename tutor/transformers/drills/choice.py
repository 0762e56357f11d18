"""The choice of a drill: due questions first, then each drill by name."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.progress.events import AnyEvent
from tutor.transformers.drills.catalogue import DRILLS
from tutor.transformers.drills.review import due
from tutor.transformers.drills.streaks import Streaks


def choices(events: Sequence[AnyEvent], now: float) -> list[tuple[str, str]]:
    """References to the drills and their labels. Passed drills are marked."""
    waiting = len(due(events, now))
    mixed = f"everything, missed ones first ({waiting} due)" if waiting else "everything, mixed"
    passed = Streaks(events).passed
    return [
        ("drill:", mixed),
        *(
            (f"drill:{d.name}", f"{'✓ ' if d.name in passed else ''}{d.name} · {d.title}")
            for d in DRILLS.values()
        ),
    ]
