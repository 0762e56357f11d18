"""Events added up one by one, by what they are about. ``standing.py`` reads the sums."""

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
BUGS_FOR_A_COPY = 3  # wrong versions whose line must be found before a copied pass counts
QUICK = 2  # tries in which a line is found and not guessed
Opened = Literal["passed", "tries", "pieces", "anyway"]


@dataclass(frozen=True, slots=True)
class ExerciseStanding:
    """One exercise. ``status`` is the last check's ("begun" where nothing failed), ``""`` before the first."""

    exercise: str
    status: str = ""
    checked_at: float | None = None
    passed_at: float | None = None  # when it was shown first; it stays, whatever is checked later
    copied_at: float | None = None  # the first pass with the code of a solution that had been opened
    robust: tuple[int, int] = (0, 0)  # robust lines that held at best in a pass of one's own, and all of them
    tries: int = 0  # failed checks whose code differs; what cannot be loaded is no try
    tries_before_pass: int = 0
    hints: int = 0  # the highest hint opened
    solution_seen: Opened | None = None  # how the solution was opened first, if it was
    passed_unaided: bool = False  # whether the first pass came before the solution was seen
    mistake: str | None = None  # the one named by the last check
    hints_taken: frozenset[int] = frozenset()
    holds: tuple[str, ...] = ()  # the groups of lines that held in the last check
    leading: str = ""  # the group of the first line that failed in it
    bugs: frozenset[str] = frozenset()  # the mistakes whose lines were found in the bug hunt
    quick_bugs: frozenset[str] = frozenset()  # those found without trying line after line
    own: bool = True  # whether the pass that counts was the learner's own code

    @property
    def passed(self) -> bool:
        """Whether it ever passed with the learner's own code, or after a copy with the bug hunt."""
        return self.passed_at is not None

    @property
    def copied(self) -> bool:
        """Whether it passed with a copy of the solution alone, which shows nothing yet."""
        return self.copied_at is not None and not self.passed

    @property
    def starred(self) -> bool:
        """Whether all robust lines held with the core."""
        held, of = self.robust
        return self.passed and 0 < of <= held

    @property
    def bugs_to_find(self) -> int:
        """How many wrong versions more make a copied pass count."""
        return max(0, BUGS_FOR_A_COPY - len(self.quick_bugs))

    @property
    def tries_to_go(self) -> int:
        """How many tries more open the solution."""
        return max(0, HONEST_TRIES - self.tries)

    @property
    def solution_open(self) -> Opened | None:
        """Why the solution may be looked at, or None while it is closed."""
        if self.passed:
            return "passed"
        if not self.tries_to_go:
            return "tries"
        return self.solution_seen


@dataclass(frozen=True, slots=True)
class QuizStanding:
    """One question: how often it was answered, and when it was first answered right so that it counts.

    An answer counts that is the first of its round; in an older record, which knows no rounds, any does.
    """

    answers: int = 0
    right_at: float | None = None
    right_first: bool = False  # at the first answer
    right_later: bool = False  # at the first answer of a later round
    last_right: bool = False
    last_at: float = 0.0
    round: int = 0  # the last one that was answered
    misses: int = 0  # in it
    solved: bool = False  # whether it was answered right in the end


@dataclass(frozen=True, slots=True)
class ExplainStanding:
    """What was written first, before the model answer was seen, and when; what was written ``later``, if anything.

    ``points`` are those that were ticked of what was written last.
    """

    at: float
    text: str
    points: tuple[int, ...] = ()
    later: str = ""


@dataclass(slots=True)
class Tally:
    """The sums so far. Sections and blocks are ``lesson-id#…`` → when first; claims only those that stand."""

    zone: tzinfo | None = None
    sections: dict[str, float] = field(default_factory=dict)
    blocks: dict[str, float] = field(default_factory=dict)
    quizzes: dict[str, QuizStanding] = field(default_factory=dict)
    explained: dict[str, ExplainStanding] = field(default_factory=dict)
    exercises: dict[str, ExerciseStanding] = field(default_factory=dict)
    claims: dict[str, float] = field(default_factory=dict)
    plan: tuple[str, date] | None = None
    others: list[AnyEvent] = field(default_factory=list)  # events that mean something to a plug-in alone
    days: Counter[date] = field(default_factory=Counter)
    _tried: dict[str, set[str]] = field(default_factory=dict)

    def add(self, event: AnyEvent) -> None:
        """Counts one event."""
        with suppress(ValueError, OverflowError, OSError):  # a clock that was far out: no day to count it on
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
        """How it stands with the exercise so far."""
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
            return after  # a slip of the keys that Python itself points at
        tried = self._tried.setdefault(event.exercise, set())
        tried.add(code)
        return replace(after, tries=len(tried))


def _found(before: ExerciseStanding, event: BugFound) -> ExerciseStanding:
    after = replace(before, bugs=before.bugs | {event.mistake})
    if event.tries > QUICK:
        return after
    return _shown_by_bugs(replace(after, quick_bugs=before.quick_bugs | {event.mistake}), event.at)


def _shown_by_bugs(standing: ExerciseStanding, at: float) -> ExerciseStanding:
    """A copied pass counts once enough wrong versions were seen through."""
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
