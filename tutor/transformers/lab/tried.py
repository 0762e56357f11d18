"""What was tried in the Lab, read off the record."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.progress.events import AnyEvent, LabLooked


def tried(events: Iterable[AnyEvent]) -> frozenset[str]:
    """Everything that was tried at least once: ``experiment:ID``, ``mode:bidirectional``, ``formed`` …"""
    return frozenset(event.what for event in events if isinstance(event, LabLooked))
