"""A summary of one learner's work to hand in: checkpoints with evidence, exercises, drills, notes, practice.

It only reads the events, the notes and the course; ``views/report.py`` formats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo

from tutor.course.kinds import kinds_of, parted, plugin_of
from tutor.course.markdown import blocks
from tutor.course.model import Course, Explain, Quiz
from tutor.hooks import Kind
from tutor.progress.events import AnyEvent, Checked, Drilled
from tutor.progress.explained import Explanation, explanations_of
from tutor.progress.notes import Note
from tutor.progress.standing import CheckpointStanding, Mark, Standing
from tutor.progress.study_time import DRILLS, LAB, PAUSE, REST, Day, study_time
from tutor.progress.tally import Opened, Tally

__all__ = ["PAUSE", "Summary", "summary_of"]


@dataclass(frozen=True, slots=True)
class Proof:
    """One item of evidence. ``about`` names the question, exercise or block as the course does."""

    item: str
    says: str
    about: str
    at: float


@dataclass(frozen=True, slots=True)
class CheckpointSummary:
    """A checkpoint. ``at`` is when it was shown, or else claimed; ``missing`` says what is left to do."""

    id: str
    text: str
    mark: Mark
    at: float | None
    evidence: tuple[Proof, ...]
    missing: tuple[str, ...]
    worth: tuple[str, ...] = ()  # as in ``CheckpointStanding.worth``
    by_doing: tuple[str, ...] = ()  # what would show the same, of what is not done yet


@dataclass(frozen=True, slots=True)
class StepSummary:
    """A step of the course: what was read, the time spent, and its checkpoints."""

    id: str
    number: int
    title: str
    sections: int
    read: int
    seconds: float
    checkpoints: tuple[CheckpointSummary, ...]


@dataclass(frozen=True, slots=True)
class ExerciseSummary:
    """An exercise. ``tries`` counts failed checks with different code, ``checks`` all checks; ``seconds`` is the time
    spent.

    ``copied_at`` is the first pass with a copy of the solution; ``own`` is False if the pass rests on that and the
    bug hunt. ``robust`` is the largest number of robust lines that passed, and the number of all robust lines.
    """

    id: str
    short: str
    title: str
    status: str
    passed_at: float | None
    copied_at: float | None
    own: bool
    robust: tuple[int, int]
    unaided: bool
    tries: int
    checks: int
    hints: int
    solution_seen: Opened | None
    mistake: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class DrillSummary:
    """A drill: the number of questions, the longest streak of right answers, and when it was passed."""

    name: str
    answered: int
    right: int
    longest: int
    passed_at: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole summary. ``earlier`` is evidence and claims about what the course no longer has; ``problems`` lists
    what could not be read; ``course`` is the course's title; ``with_drills`` says whether it has drills."""

    made_at: float
    shown: int
    claimed: int
    total: int
    steps: tuple[StepSummary, ...]
    exercises: tuple[ExerciseSummary, ...]
    drills: tuple[DrillSummary, ...]
    days: tuple[Day, ...]
    seconds: float
    seconds_in_drills: float
    seconds_in_lab: float
    seconds_elsewhere: float
    explanations: tuple[Explanation, ...] = ()
    notes: tuple[Note, ...] = ()
    earlier: tuple[Proof, ...] = ()
    problems: tuple[str, ...] = ()
    pause: float = PAUSE
    in_a_row: int = 10
    course: str = "Course"
    with_drills: bool = True

    @property
    def passed(self) -> int:
        return sum(one.passed_at is not None for one in self.exercises)


def summary_of(
    course: Course,
    events: Iterable[AnyEvent],
    *,
    made_at: float,
    notes: Sequence[Note] = (),
    problems: Sequence[str] = (),
    zone: tzinfo | None = None,
) -> Summary:
    """The summary of ``events``, in the order in which they were stored."""
    events = tuple(events)
    standing = Standing.of(course, events, zone)
    names = _Names(course)
    spent = study_time(events, names.lesson_of_quiz.get, zone)
    steps = []
    for lesson in course.lessons:
        step = standing.step(lesson.id)
        steps.append(
            StepSummary(
                id=lesson.id,
                number=lesson.step,
                title=lesson.title,
                sections=len(lesson.sections),
                read=step.read if step else 0,
                seconds=spent.seconds.get(lesson.id, 0.0),
                checkpoints=tuple(
                    _checkpoint(c, names) for c in standing.checkpoints if c.lesson == lesson.id
                ),
            )
        )
    in_course = {one.id for one in course.lessons} | {one.id for one in course.exercises} | {DRILLS, LAB}
    return Summary(
        made_at=made_at,
        shown=standing.shown,
        claimed=standing.claimed,
        total=len(standing.checkpoints),
        steps=tuple(steps),
        exercises=_exercises(course, standing, events, spent.seconds),
        drills=_drills(course, events, names),
        days=spent.days,
        seconds=spent.total,
        seconds_in_drills=spent.seconds.get(DRILLS, 0.0),
        seconds_in_lab=spent.seconds.get(LAB, 0.0),
        seconds_elsewhere=sum(
            s for name, s in spent.seconds.items() if name == REST or name not in in_course
        ),
        explanations=tuple(explanations_of(course, standing)),
        notes=tuple(notes),
        earlier=_earlier(course, events, names),
        problems=tuple(problems),
        course=course.title,
        with_drills=plugin_of(course).practice is not None,
    )


class _Names:
    """The course's names for the things that its proofs refer to."""

    def __init__(self, course: Course) -> None:
        self.course, self.kinds = course, kinds_of(course)
        self.titles = {name: kind.names(course) for name, kind in self.kinds.items() if kind.proved}
        self.lesson_of_quiz = {
            block.id: lesson.id
            for lesson in course.lessons
            for section in lesson.sections
            for block in blocks(section, lesson)
            if isinstance(block, Quiz | Explain)
        }

    def about(self, item: str, lesson: str) -> str:
        """The name of what a proof refers to; "" if the course does not have it."""
        kind, name, title = self._found(item, lesson)
        return kind.about(name, title) if kind is not None and title else ""

    def to_do(self, item: str, lesson: str) -> str:
        """What to do to earn the proof."""
        kind, name, title = self._found(item, lesson)
        return kind.to_do(name, title) if kind is not None else item

    def _found(self, item: str, lesson: str) -> tuple[Kind | None, str, str]:
        """The kind of an item, its full reference, and its title."""
        kind, name = parted(item, self.kinds)
        if kind is None or kind.proved is None:
            return None, name, ""
        with suppress(LookupError):
            name = kind.full(self.course, name, lesson)
        return kind, name, self.titles[kind.name].get(name, "")


def _checkpoint(c: CheckpointStanding, names: _Names) -> CheckpointSummary:
    missing = [*c.missing, *([f"explain:{c.checkpoint.explain}"] if c.unexplained else [])]
    return CheckpointSummary(
        id=c.checkpoint.id,
        text=c.checkpoint.text,
        mark=c.mark,
        at=c.shown_at if c.shown else c.claimed_at,
        evidence=tuple(Proof(e.item, e.says, names.about(e.item, c.lesson), e.at) for e in c.given),
        missing=tuple(names.to_do(item, c.lesson) for item in missing),
        worth=c.worth,
        by_doing=tuple(names.to_do(item, c.lesson) for item in c.undone),
    )


def _exercises(
    course: Course, standing: Standing, events: Sequence[AnyEvent], seconds: dict[str, float]
) -> tuple[ExerciseSummary, ...]:
    found = []
    for exercise in course.exercises:
        own = standing.exercises[exercise.id]
        found.append(
            ExerciseSummary(
                id=exercise.id,
                short=exercise.short,
                title=exercise.title,
                status=own.status,
                passed_at=own.passed_at,
                copied_at=own.copied_at,
                own=own.own,
                robust=own.robust,
                unaided=own.passed_unaided,
                tries=own.tries,
                checks=sum(isinstance(e, Checked) and e.exercise == exercise.id for e in events),
                hints=own.hints,
                solution_seen=own.solution_seen,
                mistake=own.mistake,
                seconds=seconds.get(exercise.id, 0.0),
            )
        )
    return tuple(found)


def _drills(course: Course, events: Sequence[AnyEvent], names: _Names) -> tuple[DrillSummary, ...]:
    answers: dict[str, list[bool]] = {}
    tally = Tally()
    for event in events:
        if isinstance(event, Drilled):
            answers.setdefault(event.drill, []).append(event.correct)
            tally.add(event)
    proved = next((kind.proved for kind in names.kinds.values() if kind.name == "drill"), None)
    passed = {name: proved(course, tally, name) for name in answers} if proved is not None else {}
    return tuple(
        DrillSummary(
            name, len(given), sum(given), _longest(given), at[1] if (at := passed.get(name)) else None
        )
        for name, given in sorted(answers.items())
    )


def _longest(given: Iterable[bool]) -> int:
    longest = row = 0
    for right in given:
        row = row + 1 if right else 0
        longest = max(longest, row)
    return longest


def _earlier(course: Course, events: Sequence[AnyEvent], names: _Names) -> tuple[Proof, ...]:
    """Evidence and claims about things that the course no longer has; they stay in the record."""
    tally = Tally()
    for event in events:
        tally.add(event)
    checkpoints = {c.id for lesson in course.lessons for c in lesson.checkpoints}
    kept = [
        Proof(f"quiz:{name}", f"answered '{name}' right", "", quiz.right_at)
        for name, quiz in tally.quizzes.items()
        if quiz.right_at is not None and name not in names.titles["quiz"]
    ]
    kept += [
        Proof(f"run:{name}", f"changed and ran the '{name}' code", "", at)
        for name, at in tally.blocks.items()
        if name not in names.titles["run"]
    ]
    kept += [
        Proof(f"exercise:{name}", f"passed {name}", "", own.passed_at)
        for name, own in tally.exercises.items()
        if own.passed_at is not None and name not in names.titles["exercise"]
    ]
    kept += [
        Proof(f"claim:{name}", f"claimed the checkpoint '{name}'", "", at)
        for name, at in tally.claims.items()
        if name not in checkpoints
    ]
    return tuple(sorted(kept, key=lambda proof: proof.at))
