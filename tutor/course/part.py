"""Resolves what an author typed to a part of the course: all, a lesson, a section, an exercise or a mistake."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.course.links import UnknownExerciseError, find_exercise
from tutor.course.mistakes import load_mistakes
from tutor.course.model import Course, Exercise, Lesson, MalformedCourseError

_NEAR = 3  # number of similar names to suggest
_SHOWN = 12  # number of names to list if none is similar


@dataclass(frozen=True, slots=True)
class Part:
    """Ids; all empty for the whole course. ``section`` belongs to ``lesson``, ``mistake`` to ``exercise``."""

    lesson: str = ""
    section: str = ""
    exercise: str = ""
    mistake: str = ""

    def lessons(self, course: Course) -> tuple[Lesson, ...]:
        """The lessons in this part."""
        if self.exercise:
            return ()
        return tuple(lesson for lesson in course.lessons if self.lesson in ("", lesson.id))

    def exercises(self, course: Course) -> tuple[Exercise, ...]:
        """The exercises in this part."""
        if self.lesson:
            return ()
        return tuple(exercise for exercise in course.exercises if self.exercise in ("", exercise.id))

    def covers(self, course: Course, path: Path, line: int) -> bool:
        """Whether this line of this file belongs to the part."""
        if self.exercise:
            return self.exercise in (path.parent.name, path.stem)
        if not self.lesson:
            return True
        if path.stem != self.lesson:
            return False
        if not self.section:
            return True
        lesson = next(lesson for lesson in course.lessons if lesson.id == self.lesson)
        here = next(section.line for section in lesson.sections if section.id == self.section)
        after = [section.line for section in lesson.sections if section.line > here]
        return here <= line < min(after, default=line + 1)


class UnknownPartError(LookupError):
    """The course has no such part, or several. The message is one sentence with the most similar names."""


def find_part(course: Course, typed: str) -> Part:
    """The part that ``typed`` names.

    Accepts a file or folder of the course, ``lesson.md#section``, the id of a lesson or section, anything that
    ``find_exercise`` accepts, and ``exercise#mistake``.

    Raises:
        UnknownPartError: no part matches, or several do.
    """
    name, _, anchor = typed.partition("#")
    exercise = _exercise(course, name)
    if exercise is not None:
        return _of_exercise(exercise, anchor)
    lesson = _lesson(course, name)
    if lesson is not None:
        if not anchor:
            return Part(lesson=lesson.id)
        if lesson.section(anchor) is not None:
            return Part(lesson.id, anchor)
        raise UnknownPartError(
            f"{lesson.path.name} has no section '{anchor}'. {_nearest(anchor, [s.id for s in lesson.sections])}"
        )
    wanted = anchor or name
    homes = [lesson for lesson in course.lessons if lesson.section(wanted)] if not (name and anchor) else []
    if len(homes) == 1:
        return Part(homes[0].id, wanted)
    if homes:
        choice = " or ".join(f"{lesson.id}#{wanted}" for lesson in homes)
        raise UnknownPartError(f"Several lessons have a section '{wanted}': write {choice}.")
    try:
        return _of_exercise(find_exercise(course, name), anchor)
    except UnknownExerciseError as error:
        if "could be" in str(error):
            raise UnknownPartError(str(error)) from None
    raise UnknownPartError(
        f"The course has no lesson, section or exercise '{typed}'. {_nearest(wanted, list(_names(course)))}"
    )


def _of_exercise(exercise: Exercise, mistake: str) -> Part:
    part = Part(exercise=exercise.id, mistake=mistake)
    if not mistake:
        return part
    try:
        names = [one.id for one in load_mistakes(exercise)[0]]
    except MalformedCourseError:  # the check reports it
        return part
    if mistake not in names:
        raise UnknownPartError(f"{exercise.short} has no mistake '{mistake}'. {_nearest(mistake, names)}")
    return part


def _exercise(course: Course, name: str) -> Exercise | None:
    """The exercise with this folder, file, file in its folder, id or short name."""
    path = _path(name)
    for exercise in course.exercises:
        own = (exercise.folder, course.root / "exercises" / exercise.filename)
        if any(os.path.realpath(place) in map(str, (path, *path.parents)) for place in own):
            return exercise
        if name.removesuffix(".py") in (exercise.id, exercise.short):
            return exercise
    return None


def _lesson(course: Course, name: str) -> Lesson | None:
    path = str(_path(name))
    exact = next((one for one in course.lessons if os.path.realpath(one.path) == path), None)
    if exact is not None or not name:
        return exact
    stem = Path(name).name.removesuffix(".md")
    begins = [one for one in course.lessons if one.id == stem or one.id.startswith(f"{stem}-")]
    return begins[0] if len(begins) == 1 else None


def _path(name: str) -> Path:
    return Path(os.path.realpath(name or os.devnull))


def _names(course: Course) -> Iterator[str]:
    yield from (exercise.short for exercise in course.exercises)
    yield from (lesson.id for lesson in course.lessons)
    yield from (exercise.id for exercise in course.exercises)
    for lesson in course.lessons:
        yield from (section.id for section in lesson.sections)


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(Path(name).name, names, n=_NEAR, cutoff=0.5)
    near = near or [one for one in names if name and name in one][:_NEAR]
    return (
        f"Similar: {', '.join(dict.fromkeys(near))}." if near else f"Available: {', '.join(names[:_SHOWN])} …"
    )
