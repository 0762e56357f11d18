"""A learner's session: what the app and the shell share. It draws nothing and says nothing but through ``warn``."""

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
from tutor.workspace import Workspace

if TYPE_CHECKING:
    from tutor.grading.grader import Grader, OnEvent
    from tutor.grading.verdict import Verdict
    from tutor.progress.schedule import PlanPosition
    from tutor.shapes.tracer import Tracer

SECONDS = 10.0  # that the code of one exercise may run


class Session:
    """The course, the learner's folder, the event log, the clock and the engines. Threads may share it.

    ``warn`` is given each sentence for the learner once; ``clock`` returns seconds since the epoch.
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
        self._unkept: list[AnyEvent] = []  # what the log could not take
        self._stamp: tuple[int, int] | None = None  # of the log when it was last read
        self._warned: set[str] = set()
        self._new_seed = ""
        self._lock = threading.RLock()

    # Progress

    @property
    def events(self) -> list[AnyEvent]:
        """Everything recorded so far, in order. The log is read once; see ``reload``."""
        with self._lock:
            if self._events is None:
                self._stamp = self.log.stamp()
                reading = self.log.read()
                self.warn_once(reading.problem)
                self._events = list(reading.events)
            return self._events

    @property
    def standing(self) -> Standing:
        """Where the learner stands."""
        with self._lock:
            if self._standing is None:
                self._standing = Standing.of(self.course, self.events)
            return self._standing

    def reload(self) -> None:
        """Read the log again when it is next needed: another process may have added to it."""
        with self._lock:
            if not self.workspace.moved():
                self._events = self._standing = None

    def seen_elsewhere(self) -> bool:
        """Whether another process, as a command in a shell, added to the log: its events are here then.

        For a thread that may wait for a disk. A log that is gone or cannot be read changes nothing.
        """
        stamp = self.log.stamp()
        with self._lock:
            before = None if self._events is None else len(self._events)
            if before is None or stamp is None or stamp == self._stamp or self.workspace.moved():
                return False
        reading = self.log.read()
        with self._lock:
            if reading.problem or self._events is None or len(self._events) != before:
                return False  # something was recorded meanwhile: the next look sees both
            self._stamp = stamp
            events = [*reading.events, *self._unkept]
            if events == self._events:
                return False
            self._events, self._standing = events, None
            return True

    def record(self, event: AnyEvent) -> None:
        """Add an event to the log and to the standing, which has it even where the log cannot be written."""
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

    # Questions

    def ask(self, quiz: Quiz) -> QuestionRound:
        """The question as this learner is asked it now."""
        return round_of(quiz, self.standing.quizzes.get(quiz.id), self._seed(), self.now())

    def answer(self, asked: QuestionRound, given: str) -> bool:
        """Record an answer, as in ``tutor.course.quiz.is_correct``; whether it is right."""
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
        """What this learner's questions are shuffled by: as the record has it, or made now for the first answer."""
        with self._lock:
            self._new_seed = self._new_seed or f"{self.now():.6f}"
            return seed_of(self.events) or self._new_seed

    # Checks

    @property
    def grader(self) -> Grader:
        """Grades files. For worker threads; raises EnginesClosed when the session is over."""
        return self.engines.grader

    @property
    def tracer(self) -> Tracer:
        """Runs code and records shapes. For worker threads; raises EnginesClosed when the session is over."""
        return self.engines.tracer

    def check(
        self, exercise: Exercise, *, timeout: float = SECONDS, on_event: OnEvent | None = None
    ) -> Verdict | None:
        """Grade the learner's file and record the verdict if it says something new.

        Blocks, so it is for worker threads. None when a newer check of the exercise took over or the session ended.

        Raises:
            FileError: the workspace is not in its place any more.
        """
        self.workspace.require_in_place()
        file = self.workspace.file(exercise)
        try:
            verdict = self.grader.check(exercise, file, timeout=timeout, on_event=on_event)
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
        """Whether this pass is the code of the solution that was opened, and nothing of the learner's own passed."""
        own = self.standing.exercises[exercise.id]
        if text is None or verdict.status != "passed" or own.passed or own.solution_seen is None:
            return False
        from tutor.grading.same_code import same_code

        return same_code(text, exercise.solution, exercise.functions)

    def _is_new(self, verdict: Verdict) -> bool:
        """Whether something was written and the last recorded check was of another text or ended differently."""
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

    def exercise(self, exercise_id: str) -> Exercise | None:
        """The exercise of this id."""
        return next((one for one in self.course.exercises if one.id == exercise_id), None)

    def section_title(self, reference: str) -> str:
        """``lesson-id#section-id`` as the learner knows it: "Step 1 · Scaling"."""
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
        """Where the learner is in the schedule, if one was chosen."""
        from tutor.progress.schedule import place

        return place(self.course, self.standing, datetime.fromtimestamp(self.now()).astimezone().date())

    # Notes

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

    def warn_once(self, sentence: str) -> None:
        """Say what keeps something from being kept, unless it was said before."""
        with self._lock:
            if not sentence or sentence in self._warned:
                return
            self._warned.add(sentence)
        self.warn(sentence)


def _text_of(file: Path, verdict: Verdict) -> str | None:
    """The text that was graded, "" for a file that is no text; None if it was saved again meanwhile."""
    from tutor.grading.source import UnreadableError, read_source

    try:
        source = read_source(file)
    except UnreadableError as error:
        return "" if error.digest == verdict.digest else None
    return source.text if source.digest == verdict.digest else None
