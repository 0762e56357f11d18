"""Names that people and files use, resolved: an exercise by what was typed, a section by its reference."""

from __future__ import annotations

import difflib

from tutor.course.types import Course, Exercise, Lesson, Section


class UnknownExerciseError(LookupError):
    """No exercise, or more than one, is meant by a name. The message is one sentence for the learner."""


class UnknownSectionError(LookupError):
    """A reference ``lesson-id#section-id`` leads nowhere. The message is one sentence."""


def find_exercise(course: Course, name: str) -> Exercise:
    """The exercise meant by ``name``: its id, its file, its short name, or a beginning that only it has.

    Raises:
        UnknownExerciseError: none is meant, or several are.
    """
    typed = name.replace("\\", "/").rstrip("/").rpartition("/")[2].removesuffix(".py").lower()
    for exercise in course.exercises:
        if exercise.id == typed:
            return exercise
    for fits in (
        [e for e in course.exercises if e.short == typed],
        [e for e in course.exercises if typed and (e.id.startswith(typed) or e.short.startswith(typed))],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            choice = _either([e.id for e in fits])
            raise UnknownExerciseError(f"'{name}' could be {choice}: type a few letters more.")
    raise UnknownExerciseError(f"There is no exercise '{name}'. {_near(course, typed)}")


def resolve(course: Course, reference: str) -> tuple[Lesson, Section]:
    """The lesson and section that ``lesson-id#section-id`` names.

    Raises:
        UnknownSectionError: there is no such lesson or section; the message names the nearest.
    """
    lesson_id, _, section_id = reference.partition("#")
    lesson = next((lesson for lesson in course.lessons if lesson.id == lesson_id), None)
    if lesson is None:
        near = difflib.get_close_matches(lesson_id, [x.id for x in course.lessons], n=1)
        raise UnknownSectionError(f"there is no lesson '{lesson_id}'{_meant(near)}")
    section = lesson.section(section_id)
    if section is None:
        near = difflib.get_close_matches(section_id, [s.id for s in lesson.sections], n=1)
        raise UnknownSectionError(f"lesson '{lesson_id}' has no section '{section_id}'{_meant(near)}")
    return lesson, section


def _near(course: Course, typed: str) -> str:
    names = {e.id: e for e in course.exercises} | {e.short: e for e in course.exercises}
    near = list(dict.fromkeys(names[n].id for n in difflib.get_close_matches(typed, names, n=3, cutoff=0.5)))
    near = near or [e.id for e in course.exercises if typed and typed in e.id][:3]
    if near:
        return f"Near it: {_either(near)}."
    if not course.exercises:
        return "This course has no exercises."
    return f"The exercises are: {', '.join(e.short for e in course.exercises)}."


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _meant(near: list[str]) -> str:
    return f"; did you mean '{near[0]}'?" if near else ""
