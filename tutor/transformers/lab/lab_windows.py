"""Windows and screens that the Lab opens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.disk import FileError
from tutor.transformers.lab.tried import tried
from tutor.views.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_screen import LabScreen
    from tutor.transformers.lab.lab_state import LabState

NOT_REAL = "That needs a real language model: press b to switch to one."
NOT_YET = "The model is still reading the sentence."


class LabWindows:
    """The windows of one Lab ``screen``."""

    def __init__(self, screen: LabScreen) -> None:
        self.screen = screen

    def _state(self) -> LabState:
        """The state, with its token limited to the sentence."""
        state, run = self.screen.state, self.screen.runner.run
        assert run is not None
        return state.at_token(min(state.token, len(run.tokens.ids) - 1))

    async def steps(self) -> None:
        """Show the steps to the selected row."""
        run = self.screen.runner.run
        if run is None:
            return
        await self.screen.leads_to("steps of the row")
        from tutor.app.screens.dialogs import TextDialog
        from tutor.transformers.lab.row_steps_view import steps_view

        state = self._state()
        steps = replace(state, view="weights").row_steps(run)
        assert steps is not None
        title = f"L{state.layer} H{state.head} · the row of {run.labels[state.token]}"
        symbols = ASCII if state.drawn == "plain" else UNICODE
        self.screen.app.push_screen(TextDialog(title, steps_view(steps, run.labels, symbols)))

    def picture(self) -> None:
        """Save the picture in the learner's folder."""
        from tutor.transformers.lab.lab_picture import save_grid

        run = self.screen.runner.run
        if run is None:
            return
        folder = self.screen.session.workspace.root
        self.screen.notify(save_grid(folder, run, self._state(), self.screen.runner.kept), markup=False)

    async def dims(self) -> None:
        """Open the dimensions of published models."""
        await self.screen.leads_to("dimensions")
        from tutor.transformers.architectures.dims_screen import DimensionsScreen

        self.screen.app.push_screen(DimensionsScreen(self.screen.services))

    def form(self, *, waiting: bool) -> None:
        """Open the training of a head. If ``waiting``, start only on a key."""
        from tutor.transformers.lab.training_screen import TrainingScreen

        self.screen.app.push_screen(TrainingScreen(self.screen.services, waiting=waiting))

    def own_runs(self) -> None:
        """Choose an exercise of Step 6 whose functions run on a small model."""
        from tutor.app.screens.dialogs import PickDialog
        from tutor.transformers.lab.own_run_screen import OwnRunScreen
        from tutor.transformers.own_runs.own_run import own_run, runs_of

        done = tried(self.screen.session.events)
        choices = [
            (one.short, f"{'✓' if f'own:{one.short}' in done else ' '} {one.short} · {one.title}")
            for one in runs_of(self.screen.session.course)
        ]

        def begin(short: str | None) -> None:
            if short is not None:
                self.screen.app.push_screen(OwnRunScreen(self.screen.services, own_run(short)))

        self.screen.app.push_screen(PickDialog("Your Step 6 code at work", choices), begin)

    # For an added model

    def next_model(self) -> LabState | None:
        """The state with the next added model, or with the small one again; None, with a message, if none can run."""
        from tutor.transformers.llama.how_to_add import models_that_run

        names, missing = models_that_run()
        if missing:
            self.screen.notify(missing, timeout=15, markup=False)
        if not names and not self.screen.state.added:
            return None
        try:
            state = self.screen.state.other_added(names)
        except FileError as error:
            self.screen.notify(str(error), timeout=15, markup=False)
            return None
        if state.added:
            layers, heads = state.size
            self.screen.notify(
                f"{state.model}: {layers} layers of {heads} heads. Any sentence; it reads pieces of words."
            )
        return state

    def _is_real(self) -> bool:
        """Whether there is a run of an added model; otherwise says why not."""
        state, run = self.screen.state, self.screen.runner.run
        if not state.added:
            self.screen.notify(NOT_REAL)
            return False
        if run is None or run.inside is None or run.settings.model != state.model:
            self.screen.notify(NOT_YET)
            return False
        return True

    async def ranks(self) -> None:
        """Show the rank of the final answer by layer."""
        if not self._is_real():
            return
        await self.screen.leads_to("ranks")
        from tutor.app.rich_theme import Fitted
        from tutor.app.screens.dialogs import TextDialog
        from tutor.transformers.lab.lens_view import lens_view

        run = self.screen.runner.run
        assert run is not None and run.inside is not None
        lens = run.inside.lens
        if lens is None:
            self.screen.notify(NOT_YET)
            return
        symbols = ASCII if self.screen.state.drawn == "plain" else UNICODE
        title = f"The answer by layer · after {run.labels[run.guessed_at]}"
        self.screen.app.push_screen(TextDialog(title, Fitted(lambda width: lens_view(lens, width, symbols))))

    def words(self) -> None:
        """Choose the two words to compare."""
        from tutor.transformers.lab.words_dialog import WordsDialog

        if not self._is_real():
            return
        run = self.screen.runner.run
        assert run is not None and run.inside is not None
        self.screen.app.push_screen(WordsDialog(run.inside.pair.shown), self.screen.compare_words)

    async def heads(self) -> None:
        """Open the map of all heads."""
        if self._is_real():
            await self.screen.leads_to("all heads")
            from tutor.transformers.lab.heads_screen import HeadsScreen

            run = self.screen.runner.run
            assert run is not None
            screen = HeadsScreen(self.screen.services, self._state(), run, self.screen.show_again)
            self.screen.app.push_screen(screen)

    async def writing(self) -> None:
        """Let the model write."""
        if self._is_real():
            await self.screen.leads_to("go on writing")
            from tutor.transformers.lab.writing_screen import WritingScreen

            self.screen.app.push_screen(WritingScreen(self.screen.services, self.screen.state))
