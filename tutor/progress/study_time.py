"""Computes practice times from the times of the events, which is all that is recorded.

The time between two events belongs to the second: a section was read until it was left, an exercise written until it
was checked. A gap longer than ``PAUSE`` counts as a pause, and a clock that went backwards counts as nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tutor.progress.events import (
    AnyEvent,
    BlockRun,
    BugFound,
    Checked,
    Claimed,
    Drilled,
    ExerciseReset,
    Explained,
    HintTaken,
    LabLooked,
    PlanChosen,
    PointsTicked,
    QuizAnswered,
    SectionRead,
    SolutionShown,
)

PAUSE = 20 * 60.0  # seconds
DRILLS, LAB, REST = "drills", "lab", ""  # subjects other than lessons and exercises, which have their ids


@dataclass(frozen=True, slots=True)
class Deed:
    """How often one kind of thing was done: ``3 × "section read"``."""

    what: str
    times: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day of practice: its duration, and what was done, most frequent first."""

    day: date
    seconds: float
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class StudyTime:
    """All practice. ``seconds`` is by subject: a lesson's id, an exercise's, ``drills``, ``lab`` or ``""``."""

    days: tuple[Day, ...]
    seconds: dict[str, float]

    @property
    def total(self) -> float:
        """In seconds."""
        return sum(self.seconds.values())


def moment(at: float, zone: tzinfo | None = None) -> datetime | None:
    """The local time of an event; None if it is out of the calendar's range."""
    try:
        return datetime.fromtimestamp(at, zone)
    except (ValueError, OverflowError, OSError):
        return None


def study_time(
    events: Iterable[AnyEvent], lesson_of_quiz: Callable[[str], str | None], zone: tzinfo | None = None
) -> StudyTime:
    """Compute the practice from ``events``, in the order in which they were stored."""
    seconds: defaultdict[str, float] = defaultdict(float)
    by_day: defaultdict[date, float] = defaultdict(float)
    deeds: dict[date, Counter[str]] = {}
    before: float | None = None
    for event in events:
        gap = 0.0 if before is None else event.at - before
        before = event.at
        spent = gap if 0 < gap <= PAUSE else 0.0
        if spent:
            seconds[_subject(event, lesson_of_quiz)] += spent
        when = moment(event.at, zone)
        if when is not None:
            by_day[when.date()] += spent
            deeds.setdefault(when.date(), Counter())[_deed(event)] += 1
    days = tuple(
        Day(day, by_day[day], tuple(Deed(*pair) for pair in deeds[day].most_common()))
        for day in sorted(deeds)
    )
    return StudyTime(days, dict(seconds))


def _subject(event: AnyEvent, lesson_of_quiz: Callable[[str], str | None]) -> str:
    match event:
        case SectionRead(step=step):
            return step
        case BlockRun(block=block):
            return block.partition("#")[0]
        case QuizAnswered(quiz=quiz) | Explained(explain=quiz) | PointsTicked(explain=quiz):
            return lesson_of_quiz(quiz) or REST
        case (
            Checked(exercise=name)
            | HintTaken(exercise=name)
            | SolutionShown(exercise=name)
            | ExerciseReset(exercise=name)
            | BugFound(exercise=name)
        ):
            return name
        case Drilled():
            return DRILLS
        case LabLooked():
            return LAB
        case _:
            return REST


def _deed(event: AnyEvent) -> str:
    match event:
        case SectionRead():
            return "section read"
        case BlockRun():
            return "block run"
        case QuizAnswered(correct=correct):
            return "question answered right" if correct else "question answered wrong"
        case Explained():
            return "explanation written"
        case PointsTicked():
            return "point of an explanation ticked"
        case Checked(exercise=name, status=status):
            short = name.partition("_")[0]
            return f"{short} passed" if status == "passed" else f"{short} checked"
        case HintTaken():
            return "hint taken"
        case SolutionShown():
            return "solution opened"
        case ExerciseReset():
            return "exercise reset"
        case Claimed(claimed=claimed):
            return "checkpoint claimed" if claimed else "claim withdrawn"
        case Drilled(correct=correct):
            return "drill question right" if correct else "drill question wrong"
        case PlanChosen():
            return "schedule chosen"
        case LabLooked():
            return "Lab run"
        case BugFound():
            return "bug found"
