"""Help for a learner who is stuck: hints, shuffled lines of the solution, the solution, a reset."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.app.exercise_view import hint
from tutor.app.rich_theme import Fitted
from tutor.app.screens.dialogs import AskDialog, TextDialog
from tutor.app.screens.hunt_screen import HuntScreen
from tutor.app.screens.puzzle_screen import PuzzleScreen
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.code import puzzles
from tutor.course.hint_stages import next_hint, shown_hints
from tutor.course.model import Exercise
from tutor.disk import FileError
from tutor.progress.events import ExerciseReset, HintTaken, SolutionShown
from tutor.views.listing import code_view
from tutor.views.progress_view import tries_to_go

if TYPE_CHECKING:
    from tutor.app.exercise_state import ExerciseState
    from tutor.app.screens.screen import TutorScreen


class Hints:
    """Help for one exercise at a time, on a screen with a container ``#hints``."""

    def __init__(self, screen: TutorScreen) -> None:
        self.screen, self.session = screen, screen.session
        self.drawing = asyncio.Lock()  # prevents drawing twice when several keys arrive at once

    async def draw(self, exercise: Exercise, state: ExerciseState) -> None:
        """Show the opened hints, if requested."""
        async with self.drawing:
            frame = self.screen.query_one("#hints")
            await frame.remove_children()
            if state.hints:
                own = self.session.standing.exercises[exercise.id]
                numbers = shown_hints(exercise.hints, own.hints_taken, own.holds)
                await frame.mount_all(
                    SelectableStatic(hint(exercise, number, own.holds)) for number in numbers
                )

    def take(self, exercise: Exercise, state: ExerciseState) -> bool:
        """Open the next hint, or show the opened ones again. Returns False if there is none."""
        own = self.session.standing.exercises[exercise.id]
        if not exercise.hints:
            self.screen.notify("This exercise has no hints.")
            return False
        following = next_hint(exercise.hints, own.hints_taken, own.holds, own.leading)
        again = bool(shown_hints(exercise.hints, own.hints_taken, own.holds)) and not state.hints
        if following is not None and not again:
            self._record(exercise, following)
        elif not again:
            self._after_the_last(exercise)
            return False
        state.hints = True
        return True

    def _record(self, exercise: Exercise, number: int) -> None:
        self.session.record(HintTaken(at=self.session.now(), exercise=exercise.id, number=number))

    def _after_the_last(self, exercise: Exercise) -> None:
        if not puzzles(exercise.solution):
            self.screen.notify("That was the last hint. Press s for the solution.")
            return
        number = len(exercise.hints) + 1
        if number not in self.session.standing.exercises[exercise.id].hints_taken:
            self._record(exercise, number)
        self.screen.app.push_screen(PuzzleScreen(self.screen.services, exercise))

    def show_solution(self, exercise: Exercise) -> None:
        """Show the solution if it is open; otherwise ask first."""
        own = self.session.standing.exercises[exercise.id]
        if own.solution_open:
            self._show(exercise, own.solution_open)
            return
        question = (
            f"The solution opens when you pass, or after {tries_to_go(own)} with different code. "
            "You learn more from another try than from reading.\n\nShow it anyway?"
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._show(exercise, "anyway")

        self.screen.app.push_screen(AskDialog(question), answered)

    def _show(self, exercise: Exercise, how: str) -> None:
        self.session.record(SolutionShown(at=self.session.now(), exercise=exercise.id, how=how))
        view = Fitted(lambda width: code_view(exercise.solution, None, width))
        self.screen.app.push_screen(TextDialog(f"{exercise.short} · a solution", view))

    def ask(self, exercise: Exercise, state: ExerciseState) -> None:
        """Copy a question to a helper."""
        from tutor.views.help_question import help_question

        if state.verdict is not None and state.verdict.status == "passed" and not state.verdict.first_failure:
            self.screen.notify("Every line passes, so there is nothing to ask for help with.")
            return
        question = help_question(exercise, state.texts[-1] if state.texts else "", state.verdict)
        said = "Copied as a question: the task, your code, what fails. It asks for a hint, not a solution."
        self.screen.app.copy(question, said)  # type: ignore[attr-defined]

    def open_hunt(self, exercise: Exercise) -> None:
        """Open the bug hunt, if the learner may see the solution."""
        if self.session.standing.exercises[exercise.id].solution_open:
            self.screen.app.push_screen(HuntScreen(self.screen.services, exercise))
        else:
            self.screen.notify(
                "The bug hunt opens when you pass, because its wrong versions show code from the solution."
            )

    def reset_all(self, then: Callable[[], None]) -> None:
        """Reset every file, after asking once; then call ``then``."""
        exercises = self.session.course.exercises

        def answered(yes: bool | None) -> None:
            if yes:
                kept = sum(self._reset(one, say=False) for one in exercises)
                self.screen.notify(f"{kept} of {len(exercises)} files were reset.")
                then()

        question = f"Reset all {len(exercises)} files? Your versions are saved in .tutor/backups."
        self.screen.app.push_screen(AskDialog(question), answered)

    def reset(self, exercise: Exercise, then: Callable[[Exercise], None]) -> None:
        """Reset the file, after asking; then call ``then``."""

        def answered(yes: bool | None) -> None:
            if yes and self._reset(exercise):
                then(exercise)

        question = f"Reset {exercise.filename}? Your version is saved in .tutor/backups."
        self.screen.app.push_screen(AskDialog(question), answered)

    def _reset(self, exercise: Exercise, *, say: bool = True) -> bool:
        workspace = self.session.workspace
        try:
            backup = workspace.reset(exercise)
        except FileError as error:
            self.screen.notify(str(error), severity="error", markup=False)
            return False
        name = str(backup.relative_to(workspace.root)) if backup else None
        self.session.record(ExerciseReset(at=self.session.now(), exercise=exercise.id, backup=name))
        said = f"The file was reset. Your version is saved in {name}" if name else "The file was reset."
        if say:
            self.screen.notify(said, markup=False)
        return True
