"""What the screens work with: the course, the learner's folder, the record, and two engines, made when first used."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tutor.course.types import Course, Exercise, Lesson, Section
from tutor.progress.events import AnyEvent
from tutor.progress.log import EventLog
from tutor.progress.standing import Standing
from tutor.workspace import Workspace

if TYPE_CHECKING:
    from tutor.grading.grader import Grader
    from tutor.sandbox import Sandbox
    from tutor.tracing.client import Tracer


@dataclass
class Services:
    """One learner's session. The engines belong to threads: asking for one may take a moment."""

    course: Course
    workspace: Workspace
    warn: Callable[[str], None] = lambda _: None
    state: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _sandbox: Sandbox | None = None
    _tracer: Tracer | None = None
    _grader: Grader | None = None
    _closed: bool = False

    def __post_init__(self) -> None:
        self.log = EventLog(self.workspace.progress_path)
        reading = self.log.read()
        self.events = list(reading.events)
        self.problem = reading.problem
        self.standing = Standing.of(self.course, self.events)
        self.state.update(self.workspace.load_state())
        self._said: set[str] = set()

    def record(self, event: AnyEvent) -> None:
        """Keep an event and take it into account. What goes wrong is said once."""
        try:
            self.workspace.ready()
        except Exception as error:
            self._say(str(error))
        kept = self.log.append(event)
        if not kept.kept:
            self._say(kept.problem)
        self.events.append(event)
        self.standing = Standing.of(self.course, self.events)

    def remember(self, **place: Any) -> None:
        """Where the learner is, for the next start."""
        self.state.update(place)

    def save(self) -> None:
        """Write down where the learner is."""
        problem = self.workspace.save_state(self.state)
        if problem:
            self._say(problem)

    @property
    def tracer(self) -> Tracer:
        """Runs live blocks."""
        with self._lock:
            if self._tracer is None:
                from tutor.sandbox import Sandbox
                from tutor.tracing.client import PRELOAD, Tracer

                self._sandbox = Sandbox.start(preload=PRELOAD)
                self._tracer = Tracer(self._sandbox)
            return self._tracer

    @property
    def grader(self) -> Grader:
        """Grades exercises."""
        with self._lock:
            if self._grader is None:
                from tutor.grading.grader import Grader

                self._grader = Grader(self.course)
                self._grader.warm()
            return self._grader

    def close(self) -> None:
        """End the engines."""
        with self._lock:
            self._closed = True
            if self._grader is not None:
                self._grader.close()
            if self._sandbox is not None:
                self._sandbox.close()

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

    def now(self) -> float:
        """The time of an event."""
        return time.time()

    def _say(self, sentence: str) -> None:
        if sentence and sentence not in self._said:
            self._said.add(sentence)
            self.warn(sentence)
