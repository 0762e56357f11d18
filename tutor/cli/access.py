"""Resolves what a command works on: the course, the workspace, and the exercise that a name refers to.

Errors are raised as ``Problem``.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli.exits import Problem
from tutor.cli.terminal import is_terminal, one_line, warn

if TYPE_CHECKING:
    from tutor.course.model import Course, Exercise
    from tutor.session import Session
    from tutor.workspace import Here


def choose_course(named: Path) -> None:
    """Select a course through the environment, so that child processes use it too.

    Raises:
        Problem: it is not a course.
    """
    from tutor.course.roots import ENVIRONMENT, NotACourseError, chosen_root

    os.environ[ENVIRONMENT] = str(named.expanduser().absolute())
    try:
        chosen_root()
    except NotACourseError as error:
        raise Problem(str(error)) from None


@cache
def start_grading(course: Path) -> None:
    """Start the grading process, unless it was started already, so that it gets ready while this process continues."""
    from tutor.grading.grader import begin

    begin(course)


def look_here(override: Path | None = None) -> Here:
    """The course and the workspace for the current folder.

    Raises:
        Problem: ``override`` is not a workspace, or the selected course does not exist.
    """
    from tutor.course.roots import NotACourseError
    from tutor.disk import FileError
    from tutor.workspace import look

    try:
        return look(Path.cwd(), override)
    except (FileError, NotACourseError) as error:
        raise Problem(str(error)) from None


def course_in_work() -> Path:
    """The course that an author is editing: the selected one, or the one that contains the current folder.

    Raises:
        Problem: as in ``look_here``.
    """
    from tutor.course.roots import NotACourseError, chosen_root, course_around

    try:
        around = None if chosen_root() else course_around(Path.cwd())
    except NotACourseError as error:
        raise Problem(str(error)) from None
    return around or look_here().course


def require_trust(course: Path, agreed: bool = False) -> None:
    """Ask once before anything runs from a course that is not tutor's own. ``agreed`` answers the question.

    Raises:
        Problem: the user did not agree, or there is no terminal to ask on.
    """
    from tutor.course.trust import is_trusted, trust, what_runs
    from tutor.disk import FileError

    if is_trusted(course):
        return
    if not agreed:
        if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
            raise Problem(
                f"The course in {course} did not come with the tutor, so none of its code runs until you agree. "
                "Look at it, then run the same command in a terminal, or with --trust-course."
            )
        warn(f"The course in {course} did not come with the tutor. This would run:")
        for line in what_runs(course):
            warn(f"  {line}")
        sys.stderr.write("Do you trust its authors? You are asked only once. [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise Problem(f"Nothing from the course in {course} was run.")
    try:
        trust(course)
    except FileError as error:
        warn(f"{error} You will be asked again next time.")


def open_session(override: Path | None = None, here: Here | None = None) -> Session:
    """Open a session in the current folder (``here``, if already found), or in ``override``.

    Creates missing exercise files.

    Raises:
        Problem: there is no such folder.
    """
    from tutor.course.load import load_course
    from tutor.course.roots import chosen_root
    from tutor.disk import FileError
    from tutor.session import Session
    from tutor.workspace import update

    here = here or look_here(override)
    if here.workspace is None:
        of_course = f" for the course in {here.course}" if chosen_root() else ""
        raise Problem(
            f"There is no workspace{of_course} in this folder or above it. "
            "Go to your workspace, or create one with 'tutor init'."
        )
    course = load_course(here.course)
    try:
        for sentence in update(here.workspace, course).sentences:
            warn(sentence)
    except FileError as error:
        warn(str(error))  # reading and grading work in a read-only folder
    return Session(course, here.workspace, warn=warn)


def exercise_named(course: Course, name: str) -> Exercise:
    """The exercise called ``name``.

    Raises:
        Problem: no exercise matches, or several do.
    """
    from tutor.course.links import UnknownExerciseError, find_exercise

    try:
        return find_exercise(course, name)
    except UnknownExerciseError as error:
        raise Problem(str(error)) from None


def known_exercises() -> list[str]:
    """The exercise ids of the current course; empty if there is a problem with it."""
    from tutor.course.roots import NotACourseError, exercise_names
    from tutor.disk import FileError
    from tutor.workspace import look

    try:
        return sorted(exercise_names(look().course))
    except (NotACourseError, FileError):
        return []


def known_schedules() -> list[str]:
    """The names of the course's schedules, in order; empty if there is a problem with it."""
    from tutor.course.load import load_course
    from tutor.course.model import MalformedCourseError
    from tutor.course.roots import NotACourseError
    from tutor.disk import FileError
    from tutor.progress.schedule import schedules
    from tutor.workspace import look

    try:
        return [one.id for one in schedules(load_course(look().course))]
    except (NotACourseError, FileError, MalformedCourseError):
        return []


def shown_path(path: Path) -> str:
    """``path`` as one would type it in the current folder."""
    try:
        return one_line(str(path.relative_to(Path.cwd())))
    except (ValueError, OSError):  # the path is outside the current folder, or that folder was deleted
        return one_line(str(path))


def require_writable(path: Path) -> None:
    """Check before the work, not after it, that a file can be written.

    Raises:
        Problem: a folder has that name, or the parent folder is missing.
    """
    if path.is_dir():
        raise Problem(f"{path} is a folder: name a file in it.")
    if path.exists() and not path.is_file():
        raise Problem(f"{path} is not a regular file, so nothing was written: name another.")
    if not path.parent.is_dir():
        raise Problem(
            f"{path.name} cannot be written, because there is no folder {path.parent}: create it first."
        )


def write_file(path: Path, data: bytes) -> None:
    """Write the file atomically.

    Raises:
        Problem: it cannot be written.
    """
    from tutor.disk import FileError, write_atomic

    require_writable(path)
    try:
        write_atomic(path, data)
    except FileError as error:
        raise Problem(str(error)) from None
