"""What the option ``--course`` does, and the names that the shell completes by the course that counts."""

from __future__ import annotations

import os
from pathlib import Path

from tutor.commands.problem import Problem
from tutor.course.roots import ENVIRONMENT, NotACourseError, chosen_root


def choose_course(named: Path | None) -> None:
    """As if the environment had named it, so that the processes which a command starts know it, too.

    Raises:
        Problem: it is no course.
    """
    if named is None:
        return
    os.environ[ENVIRONMENT] = str(named.expanduser().absolute())
    try:
        chosen_root()
    except NotACourseError as error:
        raise Problem(str(error)) from None


def known_exercises() -> list[str]:
    """The ids of the exercises of the course that counts here; none when that cannot be told."""
    from tutor.course.roots import exercise_names
    from tutor.workspace import WorkspaceError, look

    try:
        return sorted(exercise_names(look().course))
    except (NotACourseError, WorkspaceError):
        return []


def known_schedules() -> list[str]:
    """The names of its schedules, in its order; none when that cannot be told."""
    from tutor.course.load import load_course
    from tutor.course.model import MalformedCourseError
    from tutor.progress.schedule import schedules
    from tutor.workspace import WorkspaceError, look

    try:
        return [one.id for one in schedules(load_course(look().course))]
    except (NotACourseError, WorkspaceError, MalformedCourseError):
        return []
