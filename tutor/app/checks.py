"""Checks exercises while the app runs: on request and after every save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from textual.worker import get_current_worker

from tutor.app.exercise_state import ExerciseState
from tutor.app.jobs import Jobs
from tutor.course.model import Exercise
from tutor.disk import read_regular
from tutor.grading.verdict import Verdict
from tutor.session import Session
from tutor.shapes.trace import Trace


class Changed(Protocol):
    """Called when the state of an exercise has changed; with ``graded``, it has a new verdict."""

    def __call__(self, exercise_id: str, *, graded: bool = False) -> None: ...


class ExerciseChecks:
    """The state of each exercise in this session. Draws nothing; calls ``changed`` instead."""

    def __init__(self, session: Session, jobs: Jobs, changed: Changed, notify: Callable[[str], None]) -> None:
        self.session, self.jobs, self.changed, self.notify = session, jobs, changed, notify
        self.states: defaultdict[str, ExerciseState] = defaultdict(ExerciseState)

    def check(self, exercise: Exercise) -> None:
        """Check the current file. An older check of it is cancelled."""
        state = self.states[exercise.id]
        running = state.running = []
        path = self.session.workspace.file(exercise)

        def work() -> Iterator[Callable[[], None]]:
            text = ""
            with suppress(OSError):  # the verdict reports it
                text = read_regular(path).decode(errors="replace")
            verdict = self.session.check(exercise, on_event=running.append)
            if verdict is None:  # a newer check replaced it
                return
            yield partial(self._graded, exercise, text, verdict)
            if verdict.status in ("passed", "failed"):
                trace = self._trace(exercise, path)
                if trace is not None:
                    yield partial(self._traced, exercise, text, verdict, trace)

        self.jobs.stream(
            f"check {exercise.id}",
            work,
            then=lambda step: step(),
            failing=f"{path.name} could not be checked",
            failed=partial(self._failed, exercise),
        )
        self.changed(exercise.id)

    def _trace(self, exercise: Exercise, path: Path) -> Trace | None:
        """Trace the learner's file. Runs in the job's thread."""
        from tutor.shapes.tracer import trace_exercise

        session = self.session
        return trace_exercise(session.tracer, session.course, exercise, path, exercise.functions[-1])

    def _graded(self, exercise: Exercise, text: str, verdict: Verdict) -> None:
        self.states[exercise.id].take(verdict, text, self.session.now())
        self.changed(exercise.id, graded=True)

    def _traced(self, exercise: Exercise, text: str, verdict: Verdict, trace: Trace) -> None:
        self.states[exercise.id].traced = (verdict.digest, text, trace)
        self.changed(exercise.id)

    def _failed(self, exercise: Exercise, sentence: str) -> None:
        self.states[exercise.id].running = None
        self.notify(sentence)
        self.changed(exercise.id)

    def watch(self) -> None:
        """From now on, check each exercise whose file is saved in any editor."""
        session = self.session
        exercises = {session.workspace.file(one).absolute(): one for one in session.course.exercises}

        def saved() -> Iterator[list[Exercise]]:
            from tutor.watch import watch

            for paths in watch(exercises, get_current_worker().cancelled_event):
                yield [exercises[path] for path in paths]

        self.jobs.stream(
            "watch", saved, then=self._check_all, failing="Saves are not noticed; press c to check"
        )

    def _check_all(self, exercises: list[Exercise]) -> None:
        if moved := self.session.workspace.moved():  # all files disappear with their folder
            self.session.warn_once(moved)
            return
        for exercise in exercises:
            self.check(exercise)
