"""Which drill to begin: what is due first, then each drill by its name."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.progress.events import AnyEvent
from tutor.transformers.drills.catalogue import DRILLS
from tutor.transformers.drills.review import due
from tutor.transformers.drills.streaks import Streaks


def choices(events: Sequence[AnyEvent], now: float) -> list[tuple[str, str]]:
    """References to the drills, each with its words; those that are passed are marked."""
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
