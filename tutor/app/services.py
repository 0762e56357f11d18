"""What the screens work with: the course, the learner's folder, the record, the clock and the engines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.app.engines import Engines
from tutor.course.model import Course, Exercise, Lesson, Section
from tutor.progress.events import AnyEvent
from tutor.progress.log import EventLog
from tutor.progress.standing import Standing
from tutor.workspace import Workspace, WorkspaceError

if TYPE_CHECKING:
    from tutor.grading.grader import Grader
    from tutor.progress.schedule import Place
    from tutor.shapes.tracer import Tracer


class Services:
    """One learner's session. ``warn`` says a sentence to the learner; ``clock`` gives seconds since the epoch."""

    def __init__(
        self,
        course: Course,
        workspace: Workspace,
        warn: Callable[[str], None] = lambda _: None,
        *,
        engines: Engines | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.course, self.workspace, self.warn = course, workspace, warn
        self.engines = engines or Engines(course)
        self.now = clock
        self.log = EventLog(workspace.progress_path)
        reading = self.log.read()
        self.events = list(reading.events)
        self.problem = reading.problem
        self.standing = Standing.of(course, self.events)
        self.state: dict[str, Any] = workspace.load_state()
        self._kept = dict(self.state)
        self._keeping = threading.Lock()
        self._said: set[str] = set()

    def record(self, event: AnyEvent) -> None:
        """Keep an event and take it into account. What goes wrong is said once."""
        try:
            self.workspace.ready()
            kept = self.log.append(event)
            self._say("" if kept.kept else kept.problem)
        except WorkspaceError as error:
            self._say(str(error))
        self.events.append(event)
        self.standing = Standing.of(self.course, self.events)

    def remember(self, **place: Any) -> None:
        """Where the learner is, for the next start."""
        self.state.update(place)

    @property
    def moved(self) -> bool:
        """Whether the learner is elsewhere than what is written down says."""
        return self.state != self._kept

    def save(self) -> str:
        """Write down where the learner is, if that is new; what kept it from being kept, once. Thread-safe."""
        with self._keeping:
            state = dict(self.state)
            if state == self._kept:
                return ""
            if problem := self.workspace.save_state(state):
                return self._new(problem)
            self._kept = state
        return ""

    @property
    def tracer(self) -> Tracer:
        """Runs live blocks. For worker threads; raises EnginesClosed when the session is over."""
        return self.engines.tracer

    @property
    def grader(self) -> Grader:
        """Grades exercises. For worker threads; raises EnginesClosed when the session is over."""
        return self.engines.grader

    @cached_property
    def has_schedules(self) -> bool:
        """Whether there is a schedule to choose."""
        from tutor.progress.schedule import schedules

        return bool(schedules(self.course))

    def plan(self) -> Place | None:
        """Where the learner is in the schedule, if one was chosen."""
        from tutor.progress.schedule import place

        return place(self.course, self.standing, datetime.fromtimestamp(self.now()).astimezone().date())

    def note_path(self, lesson_id: str, section_id: str) -> Path:
        """Where the note of a section is kept."""
        return self.workspace.root / "notes" / lesson_id / f"{section_id}.md"

    def noted(self) -> list[tuple[str, str, str]]:
        """The learner's notes, as the search takes them."""
        from tutor.progress.notes import findable

        return findable(self.workspace.root / "notes", self.course)

    def close(self) -> None:
        """End the engines. Whoever waits for them gets EnginesClosed or no answer."""
        self.engines.close()

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson of this id."""
        return next((lesson for lesson in self.course.lessons if lesson.id == lesson_id), None)

    def exercise(self, exercise_id: str) -> Exercise | None:
        """The exercise of this id."""
        return next((one for one in self.course.exercises if one.id == exercise_id), None)

    def section_title(self, reference: str) -> str:
        """``lesson-id#section-id`` as the learner knows it."""
        lesson_id, _, section_id = reference.partition("#")
        lesson = self.lesson(lesson_id)
        section = lesson.section(section_id) if lesson else None
        return f"Step {lesson.step} · {section.title}" if lesson and section else reference

    def pages(self) -> list[tuple[Lesson, Section]]:
        """Every section of the course, in order."""
        return [(lesson, section) for lesson in self.course.lessons for section in lesson.sections]

    def _say(self, sentence: str) -> None:
        if new := self._new(sentence):
            self.warn(new)

    def _new(self, sentence: str) -> str:
        """The sentence, or nothing when it was said before."""
        if sentence in self._said:
            return ""
        self._said.add(sentence)
        return sentence
