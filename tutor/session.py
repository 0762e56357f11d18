"""A learner's session, shared by the app and the shell. It draws nothing, and reports problems
only through ``warn``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.course.model import Course, Exercise, Lesson, Quiz, Section
from tutor.course.question_round import QuestionRound
from tutor.course.quiz import is_correct
from tutor.disk import FileError
from tutor.engines import Engines, EnginesClosed
from tutor.progress.events import AnyEvent, Checked, QuizAnswered
from tutor.progress.log import EventLog
from tutor.progress.rounds import round_of, seed_of
from tutor.progress.standing import Standing
from tutor.settings import settings
from tutor.workspace import Workspace

if TYPE_CHECKING:
    from tutor.grading.grader import Grader, OnEvent
    from tutor.grading.verdict import Verdict
    from tutor.progress.schedule import PlanPosition
    from tutor.shapes.tracer import Tracer


class Session:
    """The course, the learner's folder, the event log, the clock and the engines. Thread-safe.

    ``warn`` is called once for each sentence to the learner; ``clock`` returns seconds since the epoch.
    """

    def __init__(
        self,
        course: Course,
        workspace: Workspace,
        log: EventLog | None = None,
        clock: Callable[[], float] = time.time,
        *,
        warn: Callable[[str], None] = lambda _: None,
        engines: Engines | None = None,
    ) -> None:
        self.course, self.workspace = course, workspace
        workspace.open()
        self.log = log or EventLog(workspace.progress_path)
        self.now, self.warn = clock, warn
        self.engines = engines or Engines(course)
        self._events: list[AnyEvent] | None = None
        self._standing: Standing | None = None
        self._unkept: list[AnyEvent] = []  # events that could not be written to the log
        self._stamp: tuple[int, int] | None = None  # stamp of the log when it was last read
        self._warned: set[str] = set()
        self._new_seed = ""
        self._lock = threading.RLock()

    # Progress

    @property
    def events(self) -> list[AnyEvent]:
        """All events so far, in order. The log is read once; see ``reload``."""
        with self._lock:
            if self._events is None:
                self._stamp = self.log.stamp()
                reading = self.log.read()
                self.warn_once(reading.problem)
                self._events = list(reading.events)
            return self._events

    @property
    def standing(self) -> Standing:
        """The learner's standing."""
        with self._lock:
            if self._standing is None:
                self._standing = Standing.of(self.course, self.events)
            return self._standing

    def reload(self) -> None:
        """Read the log again on the next access, because another process may have added to it."""
        with self._lock:
            if not self.workspace.moved():
                self._events = self._standing = None

    def seen_elsewhere(self) -> bool:
        """Whether another process, such as a shell command, added to the log. If so, its events are loaded.

        May wait for the disk, so call it from a worker thread. A missing or unreadable log changes nothing.
        """
        stamp = self.log.stamp()
        with self._lock:
            before = None if self._events is None else len(self._events)
            if before is None or stamp is None or stamp == self._stamp or self.workspace.moved():
                return False
        reading = self.log.read()
        with self._lock:
            if reading.problem or self._events is None or len(self._events) != before:
                return False  # an event was recorded in the meantime; the next call sees both
            self._stamp = stamp
            events = [*reading.events, *self._unkept]
            if events == self._events:
                return False
            self._events, self._standing = events, None
            return True

    def record(self, event: AnyEvent) -> None:
        """Add an event to the log and the standing. The standing gets it even if the log cannot be written."""
        with self._lock:
            events = self.events
            try:
                self.workspace.ready()
                appended = self.log.append(event)
                kept, problem = appended.kept, appended.problem
            except FileError as error:
                kept, problem = False, str(error)
            self.warn_once(problem)
            events.append(event)
            if not kept:
                self._unkept.append(event)
            self._standing = None

    def choose_usual_schedule(self) -> None:
        """Choose the schedule of the settings if the course has it and none was chosen."""
        from datetime import date

        from tutor.progress.events import PlanChosen
        from tutor.progress.schedule import schedules

        wanted = settings().schedule
        if wanted and self.standing.plan is None and wanted in {one.id for one in schedules(self.course)}:
            self.record(PlanChosen(at=self.now(), plan=wanted, start=date.today().isoformat()))

    # Questions

    def ask(self, quiz: Quiz) -> QuestionRound:
        """The current round of the question for this learner."""
        return round_of(quiz, self.standing.quizzes.get(quiz.id), self._seed(), self.now())

    def answer(self, asked: QuestionRound, given: str) -> bool:
        """Record an answer in the format of ``tutor.course.quiz.is_correct``. Returns whether it is right."""
        right = is_correct(asked.quiz, given)
        with self._lock:
            seed = "" if seed_of(self.events) else self._seed()
            self.record(
                QuizAnswered(
                    at=self.now(),
                    quiz=asked.quiz.id,
                    given=given,
                    correct=right,
                    round=asked.number,
                    seed=seed,
                )
            )
        return right

    def _seed(self) -> str:
        """The seed for shuffling this learner's questions: from the record, or new for the first answer."""
        with self._lock:
            self._new_seed = self._new_seed or f"{self.now():.6f}"
            return seed_of(self.events) or self._new_seed

    # Checks

    @property
    def grader(self) -> Grader:
        """Grades files. For worker threads. Raises EnginesClosed after the session has ended."""
        return self.engines.grader

    @property
    def tracer(self) -> Tracer:
        """Runs code and records shapes. For worker threads. Raises EnginesClosed after the session has ended."""
        return self.engines.tracer

    def check(
        self, exercise: Exercise, *, timeout: float | None = None, on_event: OnEvent | None = None
    ) -> Verdict | None:
        """Grade the learner's file, and record the verdict if it is new. ``timeout`` is in seconds; the default is
        that of the settings.

        Blocks, so call it from a worker thread. Returns None if a newer check of the exercise replaced this one or the
        session ended.

        Raises:
            FileError: the workspace has moved.
        """
        self.workspace.require_in_place()
        file = self.workspace.file(exercise)
        try:
            verdict = self.grader.check(
                exercise, file, timeout=timeout or settings().timeout, on_event=on_event
            )
        except EnginesClosed:
            return None
        if verdict is not None:
            with self._lock:
                text = _text_of(file, verdict)
                verdict = replace(verdict, copied=self._is_copied(exercise, text, verdict))
                if self._is_new(verdict):
                    self.record(self._checked(verdict, text))
        return verdict

    def _is_copied(self, exercise: Exercise, text: str | None, verdict: Verdict) -> bool:
        """Whether this pass has the code of the opened solution and the learner's own code never passed."""
        own = self.standing.exercises[exercise.id]
        if text is None or verdict.status != "passed" or own.passed or own.solution_seen is None:
            return False
        from tutor.grading.same_code import same_code

        return same_code(text, exercise.solution, exercise.functions)

    def _is_new(self, verdict: Verdict) -> bool:
        """Whether something is written and the last recorded check had a different text or a different result."""
        if not verdict.digest or verdict.status == "not_started" or verdict.not_graded:
            return False
        checks = (
            e for e in reversed(self.events) if isinstance(e, Checked) and e.exercise == verdict.exercise
        )
        last = next(checks, None)
        return last is None or (last.digest, last.status) != (verdict.digest, verdict.status)

    def _checked(self, verdict: Verdict, text: str | None) -> Checked:
        from tutor.grading.source import code_digest

        return Checked(
            at=self.now(),
            exercise=verdict.exercise,
            status=verdict.status,
            digest=verdict.digest,
            code="" if verdict.unloaded else None if text is None else code_digest(text),
            mistake=verdict.mistake.id if verdict.mistake else None,
            passed=sum(test.outcome == "passed" for test in verdict.tests),
            total=sum(test.outcome != "skipped" for test in verdict.tests),
            copied=verdict.copied,
            begun=verdict.begun,
            robust=verdict.held("robust"),
            holds=verdict.groups_held,
            leading=verdict.leading_group,
        )

    # The course

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson of this id."""
        return next((lesson for lesson in self.course.lessons if lesson.id == lesson_id), None)

    def exercise(self, name: str) -> Exercise | None:
        """The exercise with this id or short name."""
        return next((one for one in self.course.exercises if name in (one.id, one.short)), None)

    def section_title(self, reference: str) -> str:
        """The title of ``lesson-id#section-id``: "Step 1 · Scaling"."""
        lesson_id, _, section_id = reference.partition("#")
        lesson = self.lesson(lesson_id)
        section = lesson.section(section_id) if lesson else None
        return f"Step {lesson.step} · {section.title}" if lesson and section else reference

    def pages(self) -> list[tuple[Lesson, Section]]:
        """Every section of the course, in order."""
        return [(lesson, section) for lesson in self.course.lessons for section in lesson.sections]

    @cached_property
    def has_schedules(self) -> bool:
        """Whether there is a schedule to choose."""
        from tutor.progress.schedule import schedules

        return bool(schedules(self.course))

    def plan(self) -> PlanPosition | None:
        """The learner's position in the chosen schedule, if any."""
        from tutor.progress.schedule import place

        return place(self.course, self.standing, datetime.fromtimestamp(self.now()).astimezone().date())

    # Notes

    def note_path(self, lesson_id: str, section_id: str) -> Path:
        """The file of a section's note."""
        return self.workspace.root / "notes" / lesson_id / f"{section_id}.md"

    def noted(self) -> list[tuple[str, str, str]]:
        """The learner's notes, in the form that the search expects."""
        from tutor.progress.notes import findable

        return findable(self.workspace.root / "notes", self.course)

    def close(self) -> None:
        """End the engines. Waiting callers get EnginesClosed or no answer."""
        self.engines.close()

    def warn_once(self, sentence: str) -> None:
        """Report once that something cannot be saved."""
        with self._lock:
            if not sentence or sentence in self._warned:
                return
            self._warned.add(sentence)
        self.warn(sentence)


def _text_of(file: Path, verdict: Verdict) -> str | None:
    """The graded text, "" if the file is not text; None if it has been saved again since."""
    from tutor.grading.source import UnreadableError, read_source

    try:
        source = read_source(file)
    except UnreadableError as error:
        return "" if error.digest == verdict.digest else None
    return source.text if source.digest == verdict.digest else None
