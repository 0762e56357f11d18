"""Reads from the record what was tried in the Lab."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.progress.events import AnyEvent, LabLooked


def tried(events: Iterable[AnyEvent]) -> frozenset[str]:
    """Everything tried at least once: ``experiment:ID``, ``mode:bidirectional``, ``formed`` …"""
    return frozenset(event.what for event in events if isinstance(event, LabLooked))
