"""The registry of reference kinds: the engine's own, and those of a course's plug-in.

Examples: ``exercise:ex1`` in a link, ``quiz:why-scale`` in a proof, ``lesson#section`` without a kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from tutor.course.findings import line_of
from tutor.course.links import find_exercise
from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Explain, LiveCode, MalformedCourseError, Quiz
from tutor.course.quiz_reader import POINTS
from tutor.hooks import Kind, Plugin, PluginError, Proof, plugin

SECTION = "section"  # the kind of a reference without a prefix
RUN = "run"  # the kind of a live block


class ProofRecord(Protocol):
    """The learner's record so far, as summed up by ``tutor.progress.tally.Tally``."""

    quizzes: dict[str, Any]
    explained: dict[str, Any]
    blocks: dict[str, float]
    others: list[Any]  # events that only a plug-in interprets

    def exercise(self, name: str) -> Any:
        """The state of an exercise."""


def kinds_of(course: Course) -> Mapping[str, Kind]:
    """Every kind of reference that ``course`` may use.

    Raises:
        MalformedCourseError: its plug-in cannot be used.
    """
    return {kind.name: kind for kind in (*OWN, *plugin_of(course).kinds)}


def plugin_of(course: Course) -> Plugin:
    """The plug-in that ``course`` names, or one that adds nothing.

    Raises:
        MalformedCourseError: it cannot be used.
    """
    try:
        return plugin(course.plugin)
    except PluginError as error:
        path = course.root / "lessons" / "course.yaml"
        raise MalformedCourseError(path, line_of(path, "plugin:"), str(error)) from None


def parted(reference: str, kinds: Mapping[str, Kind]) -> tuple[Kind | None, str]:
    """Split ``drill:masks`` into its kind and ``masks``. A section reference stays whole; an unknown kind is None."""
    kind, colon, name = reference.partition(":")
    return (kinds.get(kind), name) if colon else (kinds[SECTION], reference)


def _sections(course: Course) -> Mapping[str, str]:
    return {
        f"{lesson.id}#{section.id}": f"{lesson.step} · {section.title}"
        for lesson in course.lessons
        for section in lesson.sections
    }


def _exercises(course: Course) -> Mapping[str, str]:
    return {one.id: f"{one.short} · {one.title}" for one in course.exercises}


def _blocks(course: Course) -> Iterator[tuple[str, str, LiveCode | Quiz | Explain]]:
    for lesson in course.lessons:
        for section in lesson.sections:
            for block in readable_blocks(section, lesson):
                if isinstance(block, LiveCode | Quiz | Explain):
                    yield lesson.id, f"Step {lesson.step} · {section.title}", block


def _quizzes(course: Course) -> Mapping[str, str]:
    return {one.id: " ".join(one.question.split()) for _, _, one in _blocks(course) if isinstance(one, Quiz)}


def _explanations(course: Course) -> Mapping[str, str]:
    return {one.id: " ".join(one.ask.split()) for _, _, one in _blocks(course) if isinstance(one, Explain)}


def _live_blocks(course: Course) -> Mapping[str, str]:
    return {
        f"{lesson}#{one.id}": place for lesson, place, one in _blocks(course) if isinstance(one, LiveCode)
    }


def _passed(course: Course, record: ProofRecord, name: str) -> Proof | None:
    standing = record.exercise(name)
    if standing.passed_at is None:
        return None
    exercise = find_exercise(course, name)
    tries = standing.tries_before_pass
    after = f" after {tries} failed {'try' if tries == 1 else 'tries'}" if tries else ""
    seen = "" if standing.passed_unaided else ", with the solution already seen"
    if not standing.own:
        seen = ", copied from the solution, then found the bug in wrong versions"
    return f"passed {exercise.short}, {exercise.title}{after}{seen}", standing.passed_at


def _answered(course: Course, record: ProofRecord, name: str) -> Proof | None:
    quiz = record.quizzes.get(name)
    if quiz is None or quiz.right_at is None:
        return None
    later = " when it came back" if quiz.right_later else ""
    return f"answered '{name}' right{' at the first try' if quiz.right_first else later}", quiz.right_at


def _explained(course: Course, record: ProofRecord, name: str) -> Proof | None:
    own = record.explained.get(name)
    if own is None:
        return None
    points = f", {len(own.points)} of {POINTS} points ticked" if own.points else ""
    return f"explained '{name}' in your own words{points}", own.at


def _run(course: Course, record: ProofRecord, name: str) -> Proof | None:
    at = record.blocks.get(name)
    return None if at is None else (f"changed and ran the '{name.partition('#')[2]}' code", at)


OWN = (
    Kind(
        name=SECTION,
        noun="section",
        names=_sections,
        open=lambda nav, name: nav.open_section(name),
    ),
    Kind(
        name="exercise",
        noun="exercise",
        names=_exercises,
        find=lambda course, name: find_exercise(course, name).id,
        open=lambda nav, name: nav.open_exercise(name),
        proved=_passed,
        about=lambda name, title: title.replace(" · ", ", ", 1),
        to_do=lambda name, title: f"pass {title.replace(' · ', ', ', 1) or name}",
    ),
    Kind(
        name="quiz",
        noun="quiz",
        names=_quizzes,
        proved=_answered,
        to_do=lambda name, title: f"answer right at the first try: {title or name}",
        worth="answered",
    ),
    Kind(
        name="explain",
        noun="explain fence",
        names=_explanations,
        proved=_explained,
        to_do=lambda name, title: f"explain in your own words: {title or name}",
        worth="explained",
    ),
    Kind(
        name=RUN,
        noun="live block",
        names=_live_blocks,
        local=True,
        proved=_run,
        to_do=lambda name, title: (
            f"run '{name.rpartition('#')[2]}' with other sizes" + (f" ({title})" if title else "")
        ),
    ),
)
