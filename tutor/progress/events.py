"""The events of the log. Everything that a learner does is recorded as one of these, so their meaning must never
change."""

from __future__ import annotations

from datetime import date

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True):
    """One event. ``at`` is in seconds since the epoch (UTC)."""

    at: float


class SectionRead(Event, frozen=True, tag="section_read"):
    """A section was opened and left forwards."""

    step: str  # lesson id
    section: str


class QuizAnswered(Event, frozen=True, tag="quiz_answered"):
    """A question was answered. ``given`` is the typed text or the choice's number.

    ``round`` counts how often the question came back, with different numbers or after a pause; older records lack it.
    ``seed`` determines the shuffling of this learner's questions; the first one in the record counts.
    """

    quiz: str
    given: str
    correct: bool
    round: int | None = None
    seed: str = ""


class Explained(Event, frozen=True, tag="explained"):
    """A text was written for an Explain. The first text was written before the model answer was shown."""

    explain: str
    text: str


class PointsTicked(Event, frozen=True, tag="points_ticked"):
    """The points of the model answer (indices from 0) that the learner found in their own text. The
    last event counts."""

    explain: str
    points: tuple[int, ...] = ()


class BlockRun(Event, frozen=True, tag="block_run"):
    """A live block was run with sizes other than its own, or in the playground."""

    block: str  # lesson-id#block-id
    sizes: dict[str, float] = {}
    edited: bool = False


class Checked(Event, frozen=True, tag="checked"):
    """An exercise file was graded. ``digest`` identifies its content; ``code`` identifies its code without comments,
    docstrings and whitespace, so that repeated tries of the same code count once. ``code`` is "" if the file could
    not be loaded, None in older records.

    ``copied``: it passed with the code of a solution that had been opened, before the learner's own code ever passed.
    """

    exercise: str
    status: str
    digest: str
    code: str | None = None
    mistake: str | None = None
    passed: int = 0
    total: int = 0
    copied: bool = False
    begun: bool = False  # everything written so far passes, but a function is still a stub
    robust: tuple[int, int] = (0, 0)  # number of robust lines that pass, and of all robust lines
    holds: tuple[str, ...] = ()  # the groups whose lines all pass
    leading: str = ""  # the group of the first failed line


class HintTaken(Event, frozen=True, tag="hint_taken"):
    """Hint ``number`` (1-based) was opened."""

    exercise: str
    number: int


class SolutionShown(Event, frozen=True, tag="solution_shown"):
    """The solution was opened. ``how`` is "passed", "tries" (after three real tries) or "anyway"."""

    exercise: str
    how: str


class ExerciseReset(Event, frozen=True, tag="exercise_reset"):
    """The file was reset to the stub. ``backup`` is the copy of the learner's text."""

    exercise: str
    backup: str | None


class Claimed(Event, frozen=True, tag="claimed"):
    """A checkpoint was ticked (or unticked) by hand: a claim, never evidence."""

    checkpoint: str
    claimed: bool = True


class Drilled(Event, frozen=True, tag="drilled"):
    """A question of a drill was answered. ``question`` is its kind ("" in older records)."""

    drill: str
    correct: bool
    question: str = ""


class PlanChosen(Event, frozen=True, tag="plan_chosen"):
    """A schedule was chosen. ``start`` is its first day as YYYY-MM-DD. The last event counts."""

    plan: str
    start: str


class LabLooked(Event, frozen=True, tag="lab_looked"):
    """Something was tried in the Lab: ``experiment:ID``, ``mode:bidirectional``, ``off:causal:1.2``, ``unmask`` …"""

    what: str


class BugFound(Event, frozen=True, tag="bug_found"):
    """The wrong line was found in the bug hunt of an exercise, after ``tries`` tries."""

    exercise: str
    mistake: str
    tries: int


AnyEvent = (
    SectionRead
    | QuizAnswered
    | Explained
    | PointsTicked
    | BlockRun
    | Checked
    | HintTaken
    | SolutionShown
    | ExerciseReset
    | Claimed
    | Drilled
    | PlanChosen
    | LabLooked
    | BugFound
)


# 1970 and 3000: a range that calendars on every platform support.
_EARLIEST, _LATEST = 0.0, 32_503_680_000.0
_DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def first_day(text: str) -> date:
    """Parse the first day of a schedule, YYYY-MM-DD.

    Raises:
        ValueError: it is not a date, or not between 2000 and 2199.
    """
    day = date.fromisoformat(text)
    if not 2000 <= day.year < 2200:
        raise ValueError(f"{day.year} is not between 2000 and 2199")
    return day


def to_line(event: AnyEvent) -> bytes:
    """The event as one line of JSON, without a newline."""
    return msgspec.json.encode(event)


def from_line(line: bytes) -> AnyEvent:
    """Parse a line of the log. Raises msgspec.DecodeError for a torn line or an unknown kind."""
    try:
        event = _DECODER.decode(line)
    except RecursionError:
        raise msgspec.DecodeError("it is nested too deeply") from None
    if not _EARLIEST <= event.at <= _LATEST:
        raise msgspec.DecodeError("its time is not a valid time")
    return event
