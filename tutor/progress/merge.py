"""Merges one learner's records from two machines: every event of both once, sorted by time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tutor.disk import read_regular, reason
from tutor.progress.events import from_line, to_line
from tutor.progress.log import LARGEST, EventLog


class MergeError(Exception):
    """Nothing was merged. The message is one sentence: what, where, what to do next."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The numbers of new events, known events and unreadable lines in the other record."""

    new: int
    known: int
    unreadable: int
    backup: Path | None = None  # the previous record; None if nothing changed


def merge(log: EventLog, other: Path, backups: Path) -> Merged:
    """Merge the record ``other``, a file or a learner's folder, into ``log``.

    Idempotent. Unreadable lines stay where they are in their file. Other programs may append to ``log`` in the
    meantime.

    Raises:
        MergeError: ``other`` is not a record, or a file cannot be read or written.
    """
    source = _record(other)
    try:
        theirs = _lines(read_regular(source, LARGEST))
    except OSError as error:
        raise MergeError(
            f"{source} cannot be read ({reason(error)}): name a .tutor/events.jsonl, or its folder."
        ) from None
    events = {line.event: line for line in theirs if line.event}
    if not events:
        raise MergeError(f"{source} is not a record of the tutor: none of its lines is an event.")
    unreadable = sum(not line.event for line in theirs)
    found = Merged(0, len(events), unreadable)
    backup = backups / f"events.jsonl.bak-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**9:09}"

    def joined(data: bytes) -> bytes | None:
        nonlocal found
        ours = _lines(data)
        known = {line.event for line in ours}
        new = [line for event, line in events.items() if event not in known]
        found = Merged(len(new), len(events) - len(new), unreadable, backup if new and data else None)
        if not new:
            return None
        once = {line.event or number: line for number, line in enumerate(ours)}
        return b"".join(
            line.text + b"\n" for line in sorted([*once.values(), *new], key=lambda line: line.at)
        )

    try:
        log.rewrite(joined, backup)
    except OSError as error:
        raise MergeError(f"{log.path} cannot be written ({reason(error)}), so nothing was merged.") from None
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a record with its time. ``event`` is the line in today's format, b"" if it cannot be read."""

    text: bytes
    at: float
    event: bytes = b""


def _record(other: Path) -> Path:
    """The record file: ``other`` itself, or the one in that learner's folder or ``.tutor``."""
    if not other.is_dir():
        return other
    inside = other / "events.jsonl"
    return inside if inside.exists() else other / ".tutor" / "events.jsonl"


def _lines(data: bytes) -> list[_Line]:
    """The lines of a record. An unreadable line gets the time of the previous one, so that it stays beside it."""
    lines: list[_Line] = []
    at = 0.0
    for text in data.split(b"\n"):
        if not text.strip():
            continue
        try:
            event = from_line(text)
        except msgspec.DecodeError:
            lines.append(_Line(text, at))
        else:
            at = event.at
            # Keep the original text, because a newer version may have written more fields.
            lines.append(_Line(text, at, to_line(event)))
    return lines
