"""Adds up events one by one, by subject. ``standing.py`` interprets the sums."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Literal, cast, get_args

from tutor.progress.events import (
    AnyEvent,
    BlockRun,
    BugFound,
    Checked,
    Claimed,
    ExerciseReset,
    Explained,
    HintTaken,
    PlanChosen,
    PointsTicked,
    QuizAnswered,
    SectionRead,
    SolutionShown,
    first_day,
)

HONEST_TRIES = 3
BUGS_FOR_A_COPY = 3  # number of bugs to find in the bug hunt before a copied pass counts
QUICK = 2  # finding the line within this many tries is not guessing
Opened = Literal["passed", "tries", "pieces", "anyway"]


@dataclass(frozen=True, slots=True)
class ExerciseStanding:
    """One exercise. ``status`` is that of the last check ("begun" if nothing failed), ``""`` before the first."""

    exercise: str
    status: str = ""
    checked_at: float | None = None
    passed_at: float | None = None  # the first pass that counts; later checks do not change it
    copied_at: float | None = None  # the first pass with the code of a solution that had been opened
    # The largest number of robust lines that passed in the learner's own pass, and the number of all robust lines.
    robust: tuple[int, int] = (0, 0)
    tries: int = 0  # failed checks with different code; a file that cannot be loaded is not a try
    tries_before_pass: int = 0
    hints: int = 0  # the highest hint opened
    solution_seen: Opened | None = None  # the way in which the solution was first opened
    passed_unaided: bool = False  # whether the first pass came before the solution was opened
    mistake: str | None = None  # the one that the last check named
    hints_taken: frozenset[int] = frozenset()
    holds: tuple[str, ...] = ()  # the groups whose lines passed in the last check
    leading: str = ""  # the group of the first failed line in the last check
    bugs: frozenset[str] = frozenset()  # the mistakes whose lines were found in the bug hunt
    quick_bugs: frozenset[str] = frozenset()  # those found without trying one line after another
    own: bool = True  # whether the pass that counts was the learner's own code

    @property
    def passed(self) -> bool:
        """Whether it ever passed with the learner's own code, or with a copy followed by the bug hunt."""
        return self.passed_at is not None

    @property
    def copied(self) -> bool:
        """Whether it passed only with a copy of the solution, which proves nothing yet."""
        return self.copied_at is not None and not self.passed

    @property
    def starred(self) -> bool:
        """Whether it passed with all robust lines."""
        held, of = self.robust
        return self.passed and 0 < of <= held

    @property
    def bugs_to_find(self) -> int:
        """How many more bugs to find until a copied pass counts."""
        return max(0, BUGS_FOR_A_COPY - len(self.quick_bugs))

    @property
    def tries_to_go(self) -> int:
        """How many more tries until the solution opens."""
        return max(0, HONEST_TRIES - self.tries)

    @property
    def solution_open(self) -> Opened | None:
        """Why the solution may be opened; None while it may not."""
        if self.passed:
            return "passed"
        if not self.tries_to_go:
            return "tries"
        return self.solution_seen


@dataclass(frozen=True, slots=True)
class QuizStanding:
    """One question: how often it was answered, and when a right answer first counted.

    The first answer of a round counts. In an older record without rounds, any answer counts.
    """

    answers: int = 0
    right_at: float | None = None
    right_first: bool = False  # in the first answer
    right_later: bool = False  # in the first answer of a later round
    last_right: bool = False
    last_at: float = 0.0
    round: int = 0  # the last round that was answered
    misses: int = 0  # in that round
    solved: bool = False  # whether that round ended with the right answer


@dataclass(frozen=True, slots=True)
class ExplainStanding:
    """The text written before the model answer was shown, and when; ``later`` is the text written after it.

    ``points`` are those ticked for the latest text.
    """

    at: float
    text: str
    points: tuple[int, ...] = ()
    later: str = ""


@dataclass(slots=True)
class Tally:
    """The sums so far. Sections and blocks map ``lesson-id#…`` to the first time; claims are only
    those not withdrawn."""

    zone: tzinfo | None = None
    sections: dict[str, float] = field(default_factory=dict)
    blocks: dict[str, float] = field(default_factory=dict)
    quizzes: dict[str, QuizStanding] = field(default_factory=dict)
    explained: dict[str, ExplainStanding] = field(default_factory=dict)
    exercises: dict[str, ExerciseStanding] = field(default_factory=dict)
    claims: dict[str, float] = field(default_factory=dict)
    plan: tuple[str, date] | None = None
    others: list[AnyEvent] = field(default_factory=list)  # events for a plug-in
    days: Counter[date] = field(default_factory=Counter)
    _tried: dict[str, set[str]] = field(default_factory=dict)

    def add(self, event: AnyEvent) -> None:
        # The clock was wrong by far, so the event belongs to no day.
        with suppress(ValueError, OverflowError, OSError):
            self.days[datetime.fromtimestamp(event.at, self.zone).date()] += 1
        match event:
            case SectionRead(at=at, step=step, section=section):
                self.sections.setdefault(f"{step}#{section}", at)
            case BlockRun(at=at, block=block):
                self.blocks.setdefault(block, at)
            case QuizAnswered():
                self.quizzes[event.quiz] = _answered(self.quizzes.get(event.quiz, QuizStanding()), event)
            case Explained(at=at, explain=name, text=text):
                first = self.explained.get(name)
                self.explained[name] = (
                    ExplainStanding(at, text) if first is None else replace(first, points=(), later=text)
                )
            case PointsTicked(explain=name, points=points):
                if name in self.explained:
                    self.explained[name] = replace(self.explained[name], points=points)
            case Checked():
                self.exercises[event.exercise] = self._checked(self.exercise(event.exercise), event)
            case HintTaken(exercise=name, number=number):
                standing = self.exercise(name)
                self.exercises[name] = replace(
                    standing,
                    hints=max(standing.hints, number),
                    hints_taken=standing.hints_taken | {number},
                )
            case SolutionShown(exercise=name, how=how):
                standing = self.exercise(name)
                if standing.solution_seen is None:
                    seen = cast(Opened, how) if how in get_args(Opened) else "anyway"
                    self.exercises[name] = replace(standing, solution_seen=seen)
            case BugFound():
                self.exercises[event.exercise] = _found(self.exercise(event.exercise), event)
            case Claimed(at=at, checkpoint=checkpoint, claimed=claimed):
                self.claims.pop(checkpoint, None)
                if claimed:
                    self.claims[checkpoint] = at
            case PlanChosen(plan=plan, start=start):
                with suppress(ValueError):
                    self.plan = (plan, first_day(start))
            case ExerciseReset(exercise=name):  # what was shown stays shown
                self.exercises[name] = replace(self.exercise(name), holds=(), leading="")
            case _:
                self.others.append(event)

    def exercise(self, name: str) -> ExerciseStanding:
        """The standing of the exercise so far."""
        return self.exercises.get(name) or ExerciseStanding(name)

    def _checked(self, before: ExerciseStanding, event: Checked) -> ExerciseStanding:
        after = replace(
            before,
            status="begun" if event.begun else event.status,
            checked_at=event.at,
            mistake=event.mistake,
            holds=event.holds,
            leading=event.leading,
        )
        if event.status == "passed":
            if not event.copied:
                best = (
                    event.robust if event.robust[1] != before.robust[1] else max(before.robust, event.robust)
                )
                after = replace(after, robust=best)
            if before.passed:
                return after
            if event.copied:
                return _shown_by_bugs(replace(after, copied_at=before.copied_at or event.at), event.at)
            unaided = before.solution_seen is None
            return replace(after, passed_at=event.at, tries_before_pass=before.tries, passed_unaided=unaided)
        if event.status == "not_started" or event.begun:
            return after  # nothing failed
        code = event.digest if event.code is None else event.code
        if not code:
            return after  # a syntax error is not a try, since Python itself reports it
        tried = self._tried.setdefault(event.exercise, set())
        tried.add(code)
        return replace(after, tries=len(tried))


def _found(before: ExerciseStanding, event: BugFound) -> ExerciseStanding:
    after = replace(before, bugs=before.bugs | {event.mistake})
    if event.tries > QUICK:
        return after
    return _shown_by_bugs(replace(after, quick_bugs=before.quick_bugs | {event.mistake}), event.at)


def _shown_by_bugs(standing: ExerciseStanding, at: float) -> ExerciseStanding:
    """Let a copied pass count once enough bugs were found."""
    if not standing.copied or standing.bugs_to_find:
        return standing
    return replace(standing, passed_at=at, tries_before_pass=standing.tries, own=False)


def _answered(before: QuizStanding, event: QuizAnswered) -> QuizStanding:
    round_now = before.round if event.round is None else event.round
    new = not before.answers or round_now > before.round
    counts = event.correct and before.right_at is None and (new or event.round is None)
    return QuizStanding(
        answers=before.answers + 1,
        right_at=event.at if counts else before.right_at,
        right_first=event.correct if before.answers == 0 else before.right_first,
        right_later=(counts and round_now > 0) or before.right_later,
        last_right=event.correct,
        last_at=event.at,
        round=round_now,
        misses=(0 if new else before.misses) + (not event.correct),
        solved=event.correct or (not new and before.solved),
    )
