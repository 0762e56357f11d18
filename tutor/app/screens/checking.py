"""The work behind Practice: checks in threads, saves that are seen, and what both leave on the desks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from textual import on, work
from textual.worker import get_current_worker

from tutor.app.exercise_state import Desk
from tutor.app.messages import Failed, FilesSaved, Graded, NotGraded, TestDone, Watched
from tutor.app.screens.screen import TutorScreen
from tutor.course.model import Exercise
from tutor.engines import EnginesClosed
from tutor.grading.verdict import TestResult, Verdict

if TYPE_CHECKING:
    from tutor.app.services import Services


class CheckingScreen(TutorScreen):
    """Checks exercises; a subclass shows them (``desk_changed``)."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.desks: defaultdict[str, Desk] = defaultdict(Desk)

    def desk_changed(self, exercise_id: str, *, graded: bool = False) -> None:
        """Something on the desk of this exercise is new: with ``graded`` its verdict."""
        raise NotImplementedError

    def check(self, exercise: Exercise) -> None:
        """Check the file as it is now; an older check of it is dropped."""
        self._grade(exercise, self.desks[exercise.id].begin())
        self.desk_changed(exercise.id)

    @work(thread=True, group="grade")
    def _grade(self, exercise: Exercise, ticket: int) -> None:
        path = self.session.workspace.file(exercise)

        def told(result: TestResult) -> None:
            self.post_message(TestDone(exercise.id, ticket, result))

        try:
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
            verdict = self.session.check(exercise, on_event=told)
            if verdict is None:  # a newer check took its place
                return
            self.post_message(Graded(exercise.id, ticket, text, verdict))
            if verdict.status in ("passed", "failed"):
                self._trace(exercise, text, verdict)
        except EnginesClosed:
            return
        except Exception as error:
            sentence = f"{path.name} could not be checked: {error}"
            self.post_message(NotGraded(exercise.id, ticket, sentence))

    def _trace(self, exercise: Exercise, text: str, verdict: Verdict) -> None:
        """In the worker's thread, after the verdict: the shapes, line by line."""
        from tutor.shapes.tracer import trace_exercise

        session = self.session
        path, function = session.workspace.file(exercise), exercise.functions[-1]
        trace = trace_exercise(session.tracer, session.course, exercise, path, function)
        if trace is not None:
            self.post_message(Watched(exercise.id, verdict.digest, text, trace))

    @on(TestDone)
    def _test_done(self, event: TestDone) -> None:
        desk = self.desks[event.exercise]
        if desk.running is not None and event.ticket == desk.ticket:
            desk.running.append(event.result)

    @on(Graded)
    def _graded(self, event: Graded) -> None:
        desk, verdict = self.desks[event.exercise], event.verdict
        if event.ticket != desk.ticket:
            return
        desk.take(verdict, event.text, self.session.now())
        self.desk_changed(event.exercise, graded=True)

    @on(NotGraded)
    def _not_graded(self, event: NotGraded) -> None:
        desk = self.desks[event.exercise]
        if event.ticket == desk.ticket:
            desk.running = None
        self.notify(event.sentence, severity="error", markup=False)
        self.desk_changed(event.exercise)

    @on(Watched)
    def _watched(self, event: Watched) -> None:
        self.desks[event.exercise].traced = (event.digest, event.text, event.trace)
        self.desk_changed(event.exercise)

    # Saves

    @work(thread=True, group="watch", exclusive=True)
    def watch_saves(self) -> None:
        from tutor.watch import watch

        session, stop = self.session, get_current_worker().cancelled_event
        known = {session.workspace.file(one).absolute(): one.id for one in session.course.exercises}
        try:
            for saved in watch(known, stop):
                self.post_message(FilesSaved(tuple(known[path] for path in saved)))
        except Exception as error:
            self.post_message(Failed(f"Saves are not seen ({error}). Press c to check."))

    @on(FilesSaved)
    def _saved(self, event: FilesSaved) -> None:
        for name in event.exercises:
            exercise = self.session.exercise(name)
            if exercise is not None:
                self.check(exercise)
