"""What most commands work on: the course, the learner's folder and the record of what was done there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.commands.console import warn
from tutor.commands.problem import Problem

if TYPE_CHECKING:
    from tutor.course.model import Course, Exercise
    from tutor.progress.events import AnyEvent
    from tutor.progress.log import EventLog
    from tutor.progress.standing import Standing
    from tutor.workspace import Here, Workspace


def look_here(override: Path | None = None) -> Here:
    """The course and the workspace that count in this folder.

    Raises:
        Problem: ``override`` is no workspace, or the course that is meant is none.
    """
    from tutor.course.roots import NotACourseError
    from tutor.workspace import WorkspaceError, look

    try:
        return look(Path.cwd(), override)
    except (WorkspaceError, NotACourseError) as error:
        raise Problem(str(error)) from None


@dataclass(frozen=True, slots=True)
class Desk:
    """Course, workspace and event log, found once for a command."""

    course: Course
    workspace: Workspace
    log: EventLog

    @classmethod
    def open(cls, override: Path | None) -> Desk:
        """The desk of the folder one is in, or of ``override``; missing exercise files are written there.

        Raises:
            Problem: no such folder.
        """
        return cls.at(look_here(override))

    @classmethod
    def at(cls, here: Here) -> Desk:
        """The desk of a folder that was found already.

        Raises:
            Problem: there is no folder.
        """
        from tutor.course.load import load_course
        from tutor.course.roots import chosen_root
        from tutor.progress.log import EventLog
        from tutor.workspace import WorkspaceError, update

        workspace = here.workspace
        if workspace is None:
            of_course = f" of the course in {here.course}" if chosen_root() else ""
            raise Problem(
                f"There are no exercises{of_course} in this folder or above it. "
                "Go to your folder, or make one with 'tutor init'."
            )
        course = load_course(here.course)
        try:
            for sentence in update(workspace, course).sentences:
                warn(sentence)
        except WorkspaceError as error:
            warn(str(error))  # reading and grading go on in a folder that cannot be written to
        return cls(course, workspace, EventLog(workspace.progress_path))

    def exercise(self, name: str) -> Exercise:
        """The exercise meant by ``name``.

        Raises:
            Problem: none, or several.
        """
        from tutor.course.links import UnknownExerciseError, find_exercise

        try:
            return find_exercise(self.course, name)
        except UnknownExerciseError as error:
            raise Problem(str(error)) from None

    def events(self) -> Sequence[AnyEvent]:
        """The record; says so when a part of it cannot be read."""
        reading = self.log.read()
        if reading.problem:
            warn(reading.problem)
        return reading.events

    def standing(self) -> Standing:
        """Where the learner stands."""
        from tutor.progress.standing import Standing

        return Standing.of(self.course, self.events())

    def keep(self, event: AnyEvent) -> None:
        """Add ``event`` to the record; says so when that is not possible."""
        self.workspace_ready()
        appended = self.log.append(event)
        if appended.problem:
            warn(appended.problem)

    def workspace_ready(self) -> None:
        """Make the state folder, if it can be made; what needs it says so otherwise."""
        from tutor.workspace import WorkspaceError

        try:
            self.workspace.ready()
        except WorkspaceError:
            return

    def section_title(self, reference: str) -> str:
        """``lesson-id#section-id`` as the learner knows it: "Step 1 · Scaling"."""
        from tutor.course.links import UnknownSectionError, resolve

        try:
            lesson, section = resolve(self.course, reference)
        except UnknownSectionError:
            return reference
        return f"Step {lesson.step} · {section.title}"

    def shown_path(self, path: Path) -> str:
        """``path`` as one would type it from here."""
        try:
            return str(path.relative_to(Path.cwd()))
        except ValueError:
            return str(path)
