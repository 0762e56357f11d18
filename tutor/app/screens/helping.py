"""What helps whoever is stuck: hints, a solution's lines to be put in order, the solution, a fresh start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.widgets import Static

from tutor.app.drawing import Fitted
from tutor.app.exercise_view import hint
from tutor.app.screens.checking import CheckingScreen
from tutor.app.screens.dialogs import AskDialog, TextDialog
from tutor.app.screens.hunt_screen import HuntScreen
from tutor.app.screens.puzzle_screen import PuzzleScreen
from tutor.app.widgets.section_view import SectionView
from tutor.course.code import puzzles
from tutor.course.model import Exercise
from tutor.progress.events import ExerciseReset, HintTaken, SolutionShown
from tutor.views.listing import code_view
from tutor.workspace import WorkspaceError

if TYPE_CHECKING:
    from tutor.app.services import Services


class HelpingScreen(CheckingScreen):
    """Helps with ``exercise``; a subclass draws it."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.exercise: Exercise | None = None
        self.drawing = asyncio.Lock()  # hints are drawn once for each time, also when keys come in one piece

    def draw(self) -> None:
        """Draw the exercise as it is now."""
        raise NotImplementedError

    async def draw_hints(self) -> None:
        """The hints taken, once they were asked for; the last one of them."""
        async with self.drawing:
            exercise = self.exercise
            assert exercise is not None
            frame = self.query_one("#hints")
            await frame.remove_children()
            if self.desks[exercise.id].hints:
                taken = min(self.session.standing.exercises[exercise.id].hints, len(exercise.hints))
                await frame.mount_all(Static(hint(exercise, number)) for number in range(1, taken + 1))

    async def action_hint(self) -> None:
        """One hint more; all of them are shown."""
        exercise = self.exercise
        if exercise is None:
            return
        if not exercise.hints:
            self.notify("There are no hints for this one.")
            return
        taken = self.session.standing.exercises[exercise.id].hints
        desk = self.desks[exercise.id]
        if taken < len(exercise.hints) and (desk.hints or not taken):
            self.session.record(HintTaken(at=self.session.now(), exercise=exercise.id, number=taken + 1))
        elif desk.hints:
            self._after_the_last_hint(exercise, taken)
            return
        desk.hints = True
        self.draw()
        await self.draw_hints()
        self.call_after_refresh(self._show_last_hint)

    def _after_the_last_hint(self, exercise: Exercise, taken: int) -> None:
        if not puzzles(exercise.solution):
            self.notify("That was the last hint. After it comes the solution: s")
            return
        if taken == len(exercise.hints):
            self.session.record(HintTaken(at=self.session.now(), exercise=exercise.id, number=taken + 1))
        self.app.push_screen(PuzzleScreen(self.services, exercise))

    def _show_last_hint(self) -> None:
        shown = self.query("#hints > Static")
        if shown:
            self.query_one(SectionView).scroll_to_widget(shown.last(), top=True, animate=False)

    def action_solution(self) -> None:
        """The solution, when it is open; otherwise only on the learner's word."""
        exercise = self.exercise
        if exercise is None:
            return
        own = self.session.standing.exercises[exercise.id]
        if own.solution_open:
            self._show_solution(exercise, own.solution_open)
            return
        question = (
            "The solution opens by itself after a pass, or after three tries that differ.\n"
            f"So far there are {own.tries}. No peeking: trying once more teaches more than reading.\n\nShow it anyway?"
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._show_solution(exercise, "anyway")

        self.app.push_screen(AskDialog(question), answered)

    def _show_solution(self, exercise: Exercise, how: str) -> None:
        self.session.record(SolutionShown(at=self.session.now(), exercise=exercise.id, how=how))
        view = Fitted(lambda width: code_view(exercise.solution, None, width))
        self.app.push_screen(TextDialog(f"{exercise.short} · a solution", view))

    def action_hunt(self) -> None:
        """Wrong versions, for whoever may see the right one."""
        exercise = self.exercise
        if exercise is None:
            return
        if self.session.standing.exercises[exercise.id].solution_open:
            self.app.push_screen(HuntScreen(self.services, exercise))
        else:
            self.notify("The bug hunt opens with a pass: its wrong versions show code of the solution.")

    def action_reset(self) -> None:
        """Back to the start, after asking."""
        exercise = self.exercise
        if exercise is None:
            return

        def answered(yes: bool | None) -> None:
            if not yes:
                return
            try:
                backup = self.session.workspace.reset(exercise)
            except WorkspaceError as error:
                self.notify(str(error), severity="error", markup=False)
                return
            name = str(backup.relative_to(self.session.workspace.root)) if backup else None
            self.session.record(ExerciseReset(at=self.session.now(), exercise=exercise.id, backup=name))
            self.notify(
                f"As it was at first. Yours is kept: {name}" if name else "As it was at first.", markup=False
            )
            self.check(exercise)

        self.app.push_screen(
            AskDialog(
                f"Put {exercise.filename} back to its start? What you wrote is kept in .tutor/backups."
            ),
            answered,
        )
