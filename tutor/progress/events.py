"""The vocabulary of progress: whatever a learner does is one of these, and none changes its meaning."""

from __future__ import annotations

from datetime import date

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True):
    """What happened, at ``at`` (seconds since the epoch, UTC)."""

    at: float


class SectionRead(Event, frozen=True, tag="section_read"):
    """A section was open and left forwards."""

    step: str  # lesson id
    section: str


class QuizAnswered(Event, frozen=True, tag="quiz_answered"):
    """A question was answered; ``given`` as typed or the choice's number.

    ``round`` counts from 0 how often the question came back, with other numbers or after a pause; older records do
    not say it. ``seed`` is what this learner's questions are shuffled by; the first in the record holds.
    """

    quiz: str
    given: str
    correct: bool
    round: int | None = None
    seed: str = ""


class Explained(Event, frozen=True, tag="explained"):
    """Something was explained in the learner's own words: the first time before the model answer was seen."""

    explain: str
    text: str


class PointsTicked(Event, frozen=True, tag="points_ticked"):
    """Which points of the model answer (from 0) the learner found in what they wrote. The last choice counts."""

    explain: str
    points: tuple[int, ...] = ()


class BlockRun(Event, frozen=True, tag="block_run"):
    """A live block was run with other sizes than its own, or in the playground."""

    block: str  # lesson-id#block-id
    sizes: dict[str, float] = {}
    edited: bool = False


class Checked(Event, frozen=True, tag="checked"):
    """An exercise file was graded. ``digest`` identifies its content, ``code`` its code without comments, docstrings
    and whitespace, so that equal tries count once; "" is for what cannot be loaded, None in older records.

    ``copied``: it passed with the code of a solution that had been opened, before anything of the learner's own did.
    """

    exercise: str
    status: str
    digest: str
    code: str | None = None
    mistake: str | None = None
    passed: int = 0
    total: int = 0
    copied: bool = False
    begun: bool = False  # what is written holds, and a function is not written yet
    robust: tuple[int, int] = (0, 0)  # how many robust lines hold, and how many there are
    holds: tuple[str, ...] = ()  # the groups of lines that hold in whole
    leading: str = ""  # the group of the first line that fails


class HintTaken(Event, frozen=True, tag="hint_taken"):
    """Hint ``number`` (1-based) was opened."""

    exercise: str
    number: int


class SolutionShown(Event, frozen=True, tag="solution_shown"):
    """The solution was opened; ``how`` is "passed", "tries" (three honest ones) or "anyway"."""

    exercise: str
    how: str


class ExerciseReset(Event, frozen=True, tag="exercise_reset"):
    """The file was put back to the stub; ``backup`` is where the learner's text went."""

    exercise: str
    backup: str | None


class Claimed(Event, frozen=True, tag="claimed"):
    """A checkpoint was ticked (or unticked) by hand: a claim, never evidence."""

    checkpoint: str
    claimed: bool = True


class Drilled(Event, frozen=True, tag="drilled"):
    """A question of a drill was answered; ``question`` is which of its kinds ("" in older records)."""

    drill: str
    correct: bool
    question: str = ""


class PlanChosen(Event, frozen=True, tag="plan_chosen"):
    """A schedule was chosen; ``start`` is its first day as YYYY-MM-DD. The last choice counts."""

    plan: str
    start: str


class LabLooked(Event, frozen=True, tag="lab_looked"):
    """Something was tried in the Lab: ``experiment:ID``, ``mode:bidirectional``, ``off:causal:1.2``, ``unmask`` …"""

    what: str


class BugFound(Event, frozen=True, tag="bug_found"):
    """In the bug hunt of an exercise the wrong line was pointed at, after so many ``tries``."""

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


_EARLIEST, _LATEST = 0.0, 32_503_680_000.0  # 1970 and 3000: what a calendar can be asked about everywhere
_DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def first_day(text: str) -> date:
    """The first day of a schedule, YYYY-MM-DD, from which its last can still be counted.

    Raises:
        ValueError: it is no date, or one that no schedule begins on.
    """
    day = date.fromisoformat(text)
    if not 2000 <= day.year < 2200:
        raise ValueError(f"{day.year} is not between 2000 and 2199")
    return day


def to_line(event: AnyEvent) -> bytes:
    """The event as one line of JSON, without the line's end."""
    return msgspec.json.encode(event)


def from_line(line: bytes) -> AnyEvent:
    """The event that a line holds. Raises msgspec.DecodeError for a torn line or an unknown kind."""
    try:
        event = _DECODER.decode(line)
    except RecursionError:
        raise msgspec.DecodeError("it is nested too deeply") from None
    if not _EARLIEST <= event.at <= _LATEST:
        raise msgspec.DecodeError("its time is no time")
    return event
