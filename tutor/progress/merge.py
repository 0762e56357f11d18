"""Two machines' records of one learner made into one: every event of both once, in the order of time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tutor.progress.events import from_line, to_line
from tutor.progress.log import EventLog


class MergeError(Exception):
    """Nothing was merged. The message is one sentence: what, where, what to do next."""


@dataclass(frozen=True, slots=True)
class Merged:
    """How many events of the other record were new here, how many known, and how many lines could not be read."""

    new: int
    known: int
    unreadable: int
    backup: Path | None = None  # what stood here before; None when nothing had to change


def merge(log: EventLog, other: Path, backups: Path) -> Merged:
    """Takes over into ``log`` what the record ``other`` has; it may be a learner's folder, too.

    Doing it twice changes nothing more. What cannot be read stays in the file it is in. Other programs may append to
    ``log`` meanwhile.

    Raises:
        MergeError: ``other`` is no record, or a file cannot be read or written.
    """
    source = other / ".tutor" / "events.jsonl" if other.is_dir() else other
    try:
        theirs, unreadable = _events(source.read_bytes())
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise MergeError(
            f"{source} cannot be read ({reason}): name a .tutor/events.jsonl, or its folder."
        ) from None
    if not theirs:
        raise MergeError(f"{source} is no record of the tutor: no line of it is an event.")
    found = Merged(0, len(theirs), unreadable)
    backup = backups / f"events.jsonl.bak-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**6:06}"

    def joined(data: bytes) -> bytes | None:
        nonlocal found
        ours, _ = _events(data)
        new = {line: at for line, at in theirs.items() if line not in ours}
        found = Merged(len(new), len(theirs) - len(new), unreadable, backup if new else None)
        if not new:
            return None
        others = [line for line in data.split(b"\n") if line.strip() and not _is_event(line)]
        lines = sorted([*ours.items(), *new.items()], key=lambda pair: pair[1])
        return b"".join(line + b"\n" for line in (*others, *(line for line, _ in lines)))

    try:
        log.rewrite(joined, backup)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise MergeError(f"{log.path} cannot be written ({reason}), so nothing was merged.") from None
    return found


def _events(data: bytes) -> tuple[dict[bytes, float], int]:
    """Each event of a record as it is written today, with its time; and how many lines are none."""
    found: dict[bytes, float] = {}
    unreadable = 0
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            event = from_line(line)
        except msgspec.DecodeError:
            unreadable += 1
        else:
            found[to_line(event)] = event.at if event.at == event.at else 0.0  # NaN has no order
    return found, unreadable


def _is_event(line: bytes) -> bool:
    try:
        from_line(line)
    except msgspec.DecodeError:
        return False
    return True
