"""All of the course as one Course."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from tutor.course.about import load_about
from tutor.course.exercises import load_exercise
from tutor.course.lessons import load_lesson
from tutor.course.places import course_root, exercise_folders, exercise_names, lesson_paths
from tutor.course.report import line_of
from tutor.course.types import Course, Lesson, MalformedCourseError

__all__ = ["course_root", "exercise_names", "load_course"]


def load_course(root: Path | None = None) -> Course:
    """Every lesson by step and every exercise by order, read anew from ``root`` (or ``course_root()``).

    A folder that is missing in ``root`` holds nothing. Names that begin with ``_`` or ``.``, readmes, and loose
    files in ``checks/`` are not of the course.

    Raises:
        MalformedCourseError: a file is wrong.
        NotACourseError: no ``root`` is given, and the one that was asked for is no course.
    """
    root = course_root() if root is None else root
    lessons = [load_lesson(path) for path in lesson_paths(root)]
    exercises = [load_exercise(folder) for folder in exercise_folders(root)]
    lessons.sort(key=lambda lesson: lesson.step)
    exercises.sort(key=lambda exercise: (exercise.order, exercise.id))
    _steps_differ(lessons)
    said = load_about(root)
    return Course(
        root, tuple(lessons), tuple(exercises), said.title, said.about.strip(), said.lab, said.drills
    )


def _steps_differ(lessons: list[Lesson]) -> None:
    for one, other in pairwise(lessons):
        if one.step == other.step:
            line = line_of(other.path, "step:", 2)
            fault = f"step {other.step} is also the step of {one.path.name}"
            raise MalformedCourseError(other.path, line, fault)
