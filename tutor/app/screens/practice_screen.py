"""Practice: the learner saves in any editor and sees what is right, what is wrong, and why."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.style import Style
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.checks import ExerciseChecks
from tutor.app.copyable import Copyable, of_exercise
from tutor.app.editor import OWN, chosen_editor
from tutor.app.exercise_view import difference, exercise_view, list_line
from tutor.app.hints import Hints
from tutor.app.rich_theme import Fitted
from tutor.app.screens.dialogs import TextDialog
from tutor.app.screens.editor_dialog import edit_exercise
from tutor.app.screens.practice_keys import KEYS
from tutor.app.screens.screen import TutorScreen
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.options import Options
from tutor.app.widgets.section_view import Line, SectionView
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import Exercise
from tutor.course.roots import judge_sentence

if TYPE_CHECKING:
    from tutor.app.screens.exercise_editor import ExerciseEditor
    from tutor.app.services import Services


class PracticeScreen(TutorScreen):
    """The screen for exercises."""

    HEADING = "Practice"
    KEYS = KEYS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.exercise: Exercise | None = None
        self._seen: Exercise | None = None  # the exercise whose text is shown
        self.checks = ExerciseChecks(self.session, self.jobs, self.show_change, self._say)
        self.hints = Hints(self)
        self.editor: ExerciseEditor | None = None

    def content(self) -> ComposeResult:
        """The list and the exercise."""
        with Horizontal(id="places"):
            yield Options(id="exercises")
            with SectionView(id="exercise"):
                yield SelectableStatic("", id="task")
                yield Vertical(id="hints")

    def idle(self) -> frozenset[str]:
        """The keys that have nothing to act on in this exercise yet."""
        if self.exercise is None:
            return frozenset(key.action for key in self.KEYS)
        state, own = self.checks.states[self.exercise.id], self.session.standing.exercises[self.exercise.id]
        there = {
            "hint": bool(self.exercise.hints),
            "section": bool(state.see or self.exercise.rests_on),
            "next": len(self.session.course.exercises) > 1,
            "hunt": bool(own.solution_open),
            "difference": len(state.texts) > 1,
            "brief": state.verdict is not None and state.verdict.status != "not_started",
        }
        return frozenset(action for action in there if not there[action])

    def title_text(self) -> str:
        """How many exercises are passed."""
        done = sum(own.passed for own in self.session.standing.exercises.values())
        return f"Practice · {done} of {len(self.session.course.exercises)} passed"

    def on_mount(self) -> None:
        """Show the exercise that the learner worked on last, and start watching saves."""
        self.query_one("#exercises").border_title = "Exercises"
        self.set_interval(10, self.draw)
        exercises = self.session.course.exercises
        if not exercises:
            self.query_one("#task", Static).update("This course has no exercises.")
            return
        self.checks.watch()
        wanted = str(self.kept.values.get("exercise", ""))
        todo = (one for one in exercises if not self.session.standing.exercises[one.id].passed)
        self.open(self.session.exercise(wanted) or next(todo, exercises[0]))
        self.query_one(SectionView).focus()
        self.call_after_refresh(self._resume_editor)

    def on_screen_resume(self) -> None:
        """Save the place."""
        super().on_screen_resume()
        self.kept.remember(place="practice")

    def draw_progress(self) -> None:
        """Update the list, the opened hints and the keys."""
        super().draw_progress()
        self._fill()
        self.draw()
        self.call_later(self.draw_hints)

    def open(self, exercise: Exercise) -> None:
        """Show an exercise, and check its file if it was not checked in this session.

        The title and the list are drawn first. Of several requests only the last is drawn.
        """
        self.exercise = exercise
        self.kept.remember(place="practice", exercise=exercise.id)
        state = self.checks.states[exercise.id]
        if state.verdict is None and state.running is None:
            self.checks.check(exercise)
        self._fill()
        self._draw_frame(exercise)
        self.draw_top()
        self.run_worker(self._draw_opened(exercise), group="open")

    async def _draw_opened(self, exercise: Exercise) -> None:
        await self.echoed()
        if exercise is self.exercise:
            self._seen = exercise
            self.draw()
            self.query_one(SectionView).scroll_home(animate=False)
            await self.draw_hints()

    def about(self) -> str:
        """The reference of the exercise."""
        return f"exercise:{self.exercise.short}" if self.exercise else ""

    # The way back

    def spot_words(self) -> str:
        """The exercise's title."""
        return f"{self.exercise.short} {self.exercise.title}" if self.exercise else self.HEADING

    def spot_line(self) -> Hashable:
        """The exercise, and the scroll position."""
        return self.exercise and (self.exercise.id, self.query_one(SectionView).top_line())

    async def return_to(self, line: tuple[str, Line] | None) -> None:
        """Show that exercise at that line."""
        exercise = self.session.exercise(line[0]) if line else None
        if exercise is not None and line is not None:
            if exercise is not self.exercise:
                self.open(exercise)
            self.query_one(SectionView).stay_at(line[1])

    # Drawing

    def show_change(self, exercise_id: str, *, graded: bool = False) -> None:
        """Draw the new state; a new verdict from its beginning."""
        if self.editor is not None:
            self.editor.show_change(exercise_id, graded=graded)
        if graded:
            self._fill()
            self.draw_top()
        if self.exercise is not None and self.exercise.id == exercise_id and self.exercise is self._seen:
            self.draw()
            if graded:
                self.call_later(self.draw_hints)  # without hints about lines that pass now
                self.query_one(SectionView).scroll_home(animate=False)

    def on_resize(self, event: events.Resize) -> None:
        """Redraw the exercise for the new width."""
        super().on_resize(event)
        self.call_after_refresh(self.draw)

    def _fill(self) -> None:
        options, session = self.query_one("#exercises", OptionList), self.session
        exercises = session.course.exercises
        own = session.standing.exercises
        lines = [list_line(e, self.checks.states.get(e.id), own[e.id], e is self.exercise) for e in exercises]
        if options.option_count != len(lines):
            options.set_options(Option(line, id=e.id) for line, e in zip(lines, exercises, strict=True))
        for number, line in enumerate(lines):
            if options.get_option_at_index(number).prompt != line:
                options.replace_option_prompt_at_index(number, line)
        if self.exercise in exercises:
            options.highlighted = exercises.index(self.exercise)

    def draw(self) -> None:
        """Draw the current state of the exercise."""
        if self.exercise is None or not self.is_mounted:
            return
        self._draw_frame(self.exercise)
        self.query_one("#task", Static).update(Fitted(self._view))
        self.draw_foot()

    def _draw_frame(self, exercise: Exercise) -> None:
        file = Style(link=self.session.workspace.file(exercise).absolute().as_uri())
        below = Content.styled(f"exercises/{exercise.filename}", file)
        set_titles(self.query_one(SectionView), f"{exercise.short} · {exercise.title}", below)

    def _view(self, width: int) -> RenderableType:
        exercise, session = self.exercise, self.session
        assert exercise is not None
        return exercise_view(
            exercise,
            self.checks.states[exercise.id],
            session.standing.exercises[exercise.id],
            width,
            now=session.now(),
            section_title=session.section_title,
            course=judge_sentence(session.course.root),
        )

    def _say(self, problem: str) -> None:
        self.notify(problem, severity="error", markup=False)

    # Keys

    @on(OptionList.OptionSelected, "#exercises")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        exercise = self.session.exercise(event.option.id or "")
        if exercise is not None:
            self.nav.jump()
            self.open(exercise)
            self.action_text()

    def action_edit(self) -> None:
        """Open the file in the learner's editor."""
        self._edit()

    def action_choose_editor(self) -> None:
        """Choose another editor."""
        self._edit(ask=True)

    def _edit(self, *, ask: bool = False) -> None:
        if self.exercise is not None:
            verdict = self.checks.states[self.exercise.id].verdict
            edit_exercise(self, self.exercise, verdict, self.open_editor, ask=ask)

    def open_editor(self, line: int | None = None) -> None:
        """Open the exercise in the tutor's own editor."""
        from tutor.app.screens.exercise_editor import open_exercise

        if self.exercise is not None:
            self.editor = open_exercise(self, self.exercise, self.checks, line)

    def _resume_editor(self) -> None:
        """Open the tutor's own editor, if the learner reloaded the page or quit while it was open."""
        values = self.kept.values
        own = chosen_editor(values.get("editor"), in_browser=self.app.is_web) == OWN
        if own and self.exercise is not None and values.get("editing") == self.exercise.id:
            self.open_editor()

    def to_copy(self) -> list[Copyable]:
        """The verdict or the task, the shapes, the learner's code."""
        if self.exercise is None:
            return []
        return of_exercise(self.session, self.exercise, self.checks.states[self.exercise.id])

    def action_ask(self) -> None:
        """Copy a question to a helper."""
        if self.exercise is not None:
            self.hints.ask(self.exercise, self.checks.states[self.exercise.id])

    def action_check(self) -> None:
        """Check now."""
        if self.exercise is not None:
            self.checks.check(self.exercise)

    async def draw_hints(self) -> None:
        """Draw the opened hints."""
        if self.exercise is not None:
            await self.hints.draw(self.exercise, self.checks.states[self.exercise.id])

    async def action_hint(self) -> None:
        """Open the next hint, and show all opened ones."""
        if self.exercise is not None and self.hints.take(self.exercise, self.checks.states[self.exercise.id]):
            self.draw()
            await self.draw_hints()
            self.call_after_refresh(self._show_last_hint)

    def _show_last_hint(self) -> None:
        shown = self.query("#hints > Static")
        if shown:
            self.query_one(SectionView).scroll_to_widget(shown.last(), top=True, animate=False)

    def action_solution(self) -> None:
        """Show the solution if it is open; otherwise ask first."""
        if self.exercise is not None:
            self.hints.show_solution(self.exercise)

    def action_hunt(self) -> None:
        """Open the bug hunt, if the learner may see the solution."""
        if self.exercise is not None:
            self.hints.open_hunt(self.exercise)

    def action_reset(self) -> None:
        """Reset the file, after asking."""
        if self.exercise is not None:
            self.hints.reset(self.exercise, self.checks.check)

    def action_reset_all(self) -> None:
        """Reset every file, after asking."""
        if self.exercise is not None:
            self.hints.reset_all(lambda: self.open(self.exercise or self.session.course.exercises[0]))

    def action_difference(self) -> None:
        """Show the changes since the previous check."""
        exercise = self.exercise
        texts = self.checks.states[exercise.id].texts if exercise else []
        if len(texts) < 2:
            self.notify("There is no earlier try in this session to compare with.")
            return
        self.app.push_screen(TextDialog("Difference from the last try", difference(texts[0], texts[1])))

    async def whole(self) -> None:
        """Wait until the exercise opened last is drawn."""
        if self.exercise is not None and self.exercise is not self._seen:
            await self._draw_opened(self.exercise)

    def action_brief(self) -> None:
        """Switch between the task and the verdict."""
        if self.exercise is not None:
            state = self.checks.states[self.exercise.id]
            state.task = not state.task
            self.draw()
            self.query_one(SectionView).scroll_home(animate=False)

    async def action_section(self) -> None:
        """Open the section that explains the failure."""
        if self.exercise is None:
            return
        see = self.checks.states[self.exercise.id].see or next(iter(self.exercise.rests_on), None)
        if see:
            await self.nav.go(see)

    def action_next(self) -> None:
        """Show the next exercise, wrapping around."""
        exercises = self.session.course.exercises
        if self.exercise in exercises:
            self.open(exercises[(exercises.index(self.exercise) + 1) % len(exercises)])

    def action_panel(self) -> None:
        """Show or hide the list."""
        panel = self.query_one("#exercises")
        if self.has_class("-narrow"):
            self.toggle_class("-listing")
            (panel if self.has_class("-listing") else self.query_one(SectionView)).focus()
        else:
            panel.toggle_class("-folded")

    def action_text(self) -> None:
        """Focus the exercise."""
        self.remove_class("-listing")
        self.query_one(SectionView).focus()
