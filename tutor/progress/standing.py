"""Computes a learner's standing from the events: everything shown is backed by an event.

Evidence and claims are kept apart everywhere; a claim never counts as evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Literal

from tutor.course.kinds import kinds_of, parted
from tutor.course.model import Checkpoint, Course, Lesson
from tutor.hooks import Kind
from tutor.progress.events import AnyEvent
from tutor.progress.tally import (
    HONEST_TRIES,
    ExerciseStanding,
    ExplainStanding,
    Opened,
    QuizStanding,
    Tally,
)

__all__ = [
    "HONEST_TRIES",
    "CheckpointStanding",
    "Evidence",
    "ExerciseStanding",
    "ExplainStanding",
    "Mark",
    "Opened",
    "QuizStanding",
    "Standing",
    "StepStanding",
]

Mark = Literal["shown", "claimed", "blank"]
CLAIMED = "claimed"
WORTHS = ("shown by doing", "explained", "answered", CLAIMED)  # the worth of evidence, best first


@dataclass(frozen=True, slots=True)
class Evidence:
    """One item of evidence: ``item`` as listed in the checkpoint, what happened, and when first."""

    item: str
    says: str
    at: float
    worth: str = ""  # one of WORTHS


@dataclass(frozen=True, slots=True)
class CheckpointStanding:
    """One checkpoint. ``claimed_at`` is when the learner ticked it, regardless of the evidence."""

    lesson: str
    checkpoint: Checkpoint
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()  # listed proofs without evidence
    claimed_at: float | None = None
    explained: Evidence | None = None  # an explanation in the learner's own words; not a proof
    done: tuple[Evidence, ...] = ()  # of what the checkpoint lists under ``doing``
    undone: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[Evidence, ...]:
        """Everything that the learner has to show for it."""
        return (*self.evidence, *self.done, *(() if self.explained is None else (self.explained,)))

    @property
    def worth(self) -> tuple[str, ...]:
        """The worth of its evidence, from ``WORTHS``; that of a claim only if there is no evidence."""
        given = {one.worth for one in self.given}
        if not given and self.claimed_at is not None:
            given = {CLAIMED}
        return tuple(worth for worth in WORTHS if worth in given)

    @property
    def unexplained(self) -> bool:
        """Whether its Explain is still empty."""
        return bool(self.checkpoint.explain) and self.explained is None

    @property
    def shown(self) -> bool:
        """Whether there is evidence for all listed proofs, or everything listed under ``doing`` is done. Without a
        listed proof it can only be claimed."""
        return bool(self._complete())

    def _complete(self) -> list[tuple[Evidence, ...]]:
        """The lists that are complete."""
        answered = [self.evidence] if self.evidence and not self.missing else []
        return [*answered, *([self.done] if self.done and not self.undone else [])]

    @property
    def shown_at(self) -> float | None:
        """When the last missing proof was first earned."""
        return min((max(e.at for e in listed) for listed in self._complete()), default=None)

    @property
    def partial(self) -> bool:
        """Whether there is evidence for some, but not all, of its proofs."""
        return bool(self.evidence or self.done) and not self.shown

    @property
    def mark(self) -> Mark:
        """The mark to draw. Evidence takes precedence, and a claim has a mark of its own."""
        return "shown" if self.shown else "claimed" if self.claimed_at is not None else "blank"


@dataclass(frozen=True, slots=True)
class StepStanding:
    """Counts for one lesson. ``claimed`` counts checkpoints that are claimed but not shown."""

    lesson: str
    sections: int
    read: int
    checkpoints: int
    shown: int
    claimed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The learner's standing in the whole course. ``sections_read`` and ``blocks_run`` map ``lesson-id#…`` to the first
    time."""

    checkpoints: tuple[CheckpointStanding, ...] = ()
    exercises: Mapping[str, ExerciseStanding] = field(default_factory=dict)  # every exercise of the course
    sections_read: Mapping[str, float] = field(default_factory=dict)
    blocks_run: Mapping[str, float] = field(default_factory=dict)
    quizzes: Mapping[str, QuizStanding] = field(default_factory=dict)  # questions answered at least once
    explanations: Mapping[str, ExplainStanding] = field(default_factory=dict)  # by id of the Explain
    plan: tuple[str, date] | None = None  # the schedule chosen last, and its first day
    steps: tuple[StepStanding, ...] = ()
    days: Mapping[date, int] = field(default_factory=dict)  # day of practice → number of events

    @classmethod
    def of(cls, course: Course, events: Iterable[AnyEvent], zone: tzinfo | None = None) -> Standing:
        """Compute the standing from ``events``, in the order in which they were stored.

        Events about things that the course no longer has count only as practice. ``zone`` decides where a day begins;
        the default is this machine's time zone.
        """
        tally = Tally(zone)
        for event in events:
            tally.add(event)
        kinds = kinds_of(course)
        checkpoints = tuple(
            _checkpoint(lesson, checkpoint, course, kinds, tally)
            for lesson in course.lessons
            for checkpoint in lesson.checkpoints
        )
        return cls(
            checkpoints=checkpoints,
            exercises={e.id: tally.exercise(e.id) for e in course.exercises},
            sections_read=tally.sections,
            blocks_run=tally.blocks,
            quizzes=tally.quizzes,
            explanations=tally.explained,
            plan=tally.plan,
            steps=tuple(_step(lesson, checkpoints, tally.sections) for lesson in course.lessons),
            days=dict(sorted(tally.days.items())),
        )

    def checkpoint(self, checkpoint_id: str) -> CheckpointStanding | None:
        """The standing of this checkpoint; None if the course does not have it."""
        return next((c for c in self.checkpoints if c.checkpoint.id == checkpoint_id), None)

    def step(self, lesson_id: str) -> StepStanding | None:
        """The counts of this lesson; None if the course does not have it."""
        return next((s for s in self.steps if s.lesson == lesson_id), None)

    def is_read(self, lesson_id: str, section_id: str) -> bool:
        return f"{lesson_id}#{section_id}" in self.sections_read

    @property
    def shown(self) -> int:
        """How many checkpoints are shown."""
        return sum(c.shown for c in self.checkpoints)

    @property
    def claimed(self) -> int:
        """How many checkpoints are claimed but not shown."""
        return sum(c.mark == "claimed" for c in self.checkpoints)


def _checkpoint(
    lesson: Lesson, checkpoint: Checkpoint, course: Course, kinds: Mapping[str, Kind], tally: Tally
) -> CheckpointStanding:
    def found(listed: Iterable[str]) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
        given = {item: _given(item, lesson, course, kinds, tally) for item in listed}
        there = tuple(one for one in given.values() if one is not None)
        return there, tuple(item for item, one in given.items() if one is None)

    evidence, missing = found(checkpoint.proof)
    done, undone = found(checkpoint.doing)
    claimed_at = tally.claims.get(checkpoint.id)
    explained = None
    if checkpoint.explain:
        explained = _given(f"explain:{checkpoint.explain}", lesson, course, kinds, tally)
    return CheckpointStanding(lesson.id, checkpoint, evidence, missing, claimed_at, explained, done, undone)


def _given(
    item: str, lesson: Lesson, course: Course, kinds: Mapping[str, Kind], tally: Tally
) -> Evidence | None:
    """The evidence for the proof ``item``; None if there is none or its kind is unknown."""
    kind, name = parted(item, kinds)
    if kind is None or kind.proved is None:
        return None
    try:
        proof = kind.proved(course, tally, kind.full(course, name, lesson.id))
    except LookupError:
        return None
    return None if proof is None else Evidence(item, *proof, worth=kind.worth)


def _step(
    lesson: Lesson, checkpoints: Iterable[CheckpointStanding], sections: Mapping[str, float]
) -> StepStanding:
    own = [c for c in checkpoints if c.lesson == lesson.id]
    return StepStanding(
        lesson=lesson.id,
        sections=len(lesson.sections),
        read=sum(f"{lesson.id}#{section.id}" in sections for section in lesson.sections),
        checkpoints=len(own),
        shown=sum(c.shown for c in own),
        claimed=sum(c.mark == "claimed" for c in own),
    )
