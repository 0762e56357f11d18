"""The Lab: type a sentence and see a small trained model's attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from tutor.app.screens.screen import TutorScreen
from tutor.transformers.lab.experiment_panel import ExperimentPanel
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.heads_panel import HeadsPanel
from tutor.transformers.lab.lab_experiments import Experiments
from tutor.transformers.lab.lab_keys import KEYS, REAL
from tutor.transformers.lab.lab_state import SENTENCE, LabState
from tutor.transformers.lab.lab_view import LabView
from tutor.transformers.lab.lab_windows import NOT_REAL, LabWindows
from tutor.transformers.lab.model_runner import ModelRunner
from tutor.transformers.lab.readout import Readout
from tutor.transformers.lab.swap_view import NOT_WRITTEN

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.transformers.models.experiments import Experiment


NOTHING_OF_YOURS = "There is no code of yours to run yet: write exercise 1, 2, 3 or 5 first (2 Practice)."
NO_BLOCK_OF_YOURS = "The capstone in 2 Practice is the block that runs this model."


class SentenceField(Input):
    """An input without layout on every key: its width is fixed, so typing a letter does not lay out the screen
    again."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """It has no scrollbar to move: moving an invisible one lets Textual arrange the screen again."""
        if round(old_value) != round(new_value):
            self.refresh()


class Across(Horizontal):
    """Has nothing of its own to draw."""

    BLANK = True


class Down(Vertical):
    """Has nothing of its own to draw."""

    BLANK = True


class LabScreen(TutorScreen):
    """Turns keys into another ``LabState``, runs the model with it, and draws the result."""

    BLANK = True  # all of it is covered
    CSS_PATH = "lab_screen.tcss"
    AUTO_FOCUS = "#grid"  # otherwise the first key after opening is typed into the sentence
    HEADING = "Lab"
    KEYS = KEYS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.state = LabState.of_kept(self.kept.values.get("lab"))
        self.runner = ModelRunner(self.session, self.jobs, self._ran)
        self.experiments = Experiments(self, self._begin)
        self.drawn = LabView(self)
        self.windows = LabWindows(self)

    def content(self) -> ComposeResult:
        """The input, the heat map, the explanation."""
        yield SentenceField(
            self.state.sentence,
            id="sentence",
            placeholder=f"Write a sentence, in any words: {SENTENCE}",
            compact=True,
            select_on_focus=False,
        )
        with Across(id="places"):
            with Down(id="seen"):
                yield HeadGrid(id="grid")
                yield ExperimentPanel(id="experiment")
            yield Readout(id="readout")
        yield HeadsPanel(id="heads")

    def title_text(self) -> str:
        """The title of the screen."""
        what = f"{self.state.model}, a real language model" if self.state.added else "a small trained model"
        return f"Lab · attention of {what}"

    def about(self) -> str:
        """The reference of the current experiment."""
        active = self.experiments.active
        return f"lab:{active.experiment.id}" if active is not None else ""

    def on_mount(self) -> None:
        """Start with the course's sentence, or restore the last state."""
        self.query_one(HeadGrid).border_title = "who looks at whom"
        self.query_one(HeadGrid).focus()
        self.runner.start(self.state)

    def on_screen_resume(self) -> None:
        """Save the place."""
        super().on_screen_resume()
        self.kept.remember(place="lab")

    def on_resize(self, event: events.Resize) -> None:
        """Show or hide the panel of all heads, depending on the room."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    # Another state

    def _change(self, state: LabState, what: str = "") -> None:
        """Switch to another state. ``what`` was tried is recorded."""
        another, self.state = state.model != self.state.model, state
        self.experiments.show(state)
        if another:
            self.call_after_refresh(self.draw_top)
        if what:
            self.experiments.record(what)
        self.kept.remember(lab=state.to_keep())
        self.runner.start(state)

    def _ran(self) -> None:
        """Called when the model has run, on our functions or on the learner's."""
        costs, own = self.runner.costs, self.runner.own
        failures = [cost.failure for cost in costs] + ([own.failure] if own else [])
        if self.state.own and failures and all(one.endswith(NOT_WRITTEN) for one in failures):
            self.state = self.state.on_own()
            self.runner.start(self.state)
            self.notify(NOTHING_OF_YOURS if own is None else f"{own.failure} {NO_BLOCK_OF_YOURS}")
            return
        if any(cost.same for cost in costs):
            self.experiments.record("own:same")
        if own is not None and own.same:
            self.experiments.record(f"own:same:{self.state.model}")
        self._draw()

    def _draw(self) -> None:
        self.drawn.draw(self.state, self.runner)

    @on(Input.Changed, "#sentence")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self.state.sentence:
            self._change(self.state.reading(event.value))

    @on(Input.Submitted, "#sentence")
    def _entered(self) -> None:
        self.action_leave_input()

    @on(HeadGrid.Picked)
    def _picked(self, event: HeadGrid.Picked) -> None:
        self._change(self.state.at_token(event.token))

    # Keys

    def idle(self) -> frozenset[str]:
        """Keys of the sentence while the input has the focus, and keys that a small model does not need."""
        return (frozenset() if self.state.added else REAL) | (
            frozenset({"write"}) if self.focused is self.query_one("#sentence") else frozenset()
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the input, i and enter belong to the text."""
        if not super().check_action(action, parameters):
            return False
        return action != "write" or self.focused is not self.query_one("#sentence")

    def action_write(self) -> None:
        """Focus the input."""
        self.set_focus(self.query_one("#sentence", Input))

    def action_leave_input(self) -> None:
        """Return to the heat map or, from there, close the experiment."""
        grid = self.query_one(HeadGrid)
        if self.focused is grid and self.experiments.close() and self.state.variation is not None:
            self._change(self.state.all_on())
        self.set_focus(grid)

    def action_token(self, step: int) -> None:
        """Select another token's row."""
        if self.runner.run is not None:
            self._change(self.state.step_token(step, len(self.runner.run.tokens.ids)))

    def action_head(self, step: int) -> None:
        """Select another head, continuing into the next layer."""
        self._change(self.state.step_head(step))

    def action_layer(self) -> None:
        """Select the same head number in the next layer."""
        self._change(self.state.other_layer())

    def action_mode(self) -> None:
        """Switch between the causal and the bidirectional model, which were trained separately."""
        state = self.state.other_mode()
        task = "on the next word" if state.causal else "on hidden words"
        self.notify(f"Now the {state.model} model, a different one, trained {task}.")
        self._change(state, f"mode:{state.model}")

    def action_seed(self) -> None:
        """Switch to the model trained from another seed."""
        state = self.state.other_seed()
        self._change(state, f"seed:{state.model}")

    def action_added(self) -> None:
        """Switch to an added language model, or say how to get one."""
        state = self.windows.next_model()
        if state is not None:
            self._change(state, f"mode:{state.model}")

    def action_compare(self) -> None:
        """Keep this head for comparison, or stop comparing."""
        self._change(self.state.kept_beside())

    def action_switch(self) -> None:
        """Switch this head off, or on again."""
        state = self.state
        self._change(state.switched(), f"off:{state.model}:{state.layer}.{state.head}")

    def action_all_on(self) -> None:
        """Switch all heads on."""
        self._change(self.state.all_on())

    def action_unmask(self) -> None:
        """Run the causal model without its mask."""
        if self.state.causal:
            self._change(self.state.other_mask(), "unmask")
        else:
            self.notify("The bidirectional model has no mask to remove.")

    def action_sharper(self, step: int) -> None:
        """Multiply all scores by a factor (inverse temperature)."""
        self._change(self.state.sharper(step), "sharper")

    def action_view(self) -> None:
        """Cycle through weights, flow and mean; with a kept head, the difference."""
        self._change(self.state.next_view())

    def action_drawing(self) -> None:
        """Cycle through shades, numbers and plain characters."""
        self._change(self.state.next_drawing())

    def action_own(self) -> None:
        """Run the model on the learner's functions, or on ours again."""
        state = self.state.on_own()
        self._change(state, "own" if state.own else "")

    def action_layer_off(self) -> None:
        """Switch this whole layer off, or on again."""
        if not self.state.added:
            self.notify(NOT_REAL)
            return
        self._change(self.state.layer_switched(), f"layer-off:{self.state.model}")

    # Windows and other screens

    def action_form(self, waiting: bool = False) -> None:
        """Open the training of a head. If ``waiting``, start only on a key."""
        self.windows.form(waiting=waiting)

    async def action_steps(self) -> None:
        """Show the steps to the selected row."""
        await self.windows.steps()

    def action_own_runs(self) -> None:
        """Choose what the learner's Step 6 functions do."""
        self.windows.own_runs()

    def action_picture(self) -> None:
        """Save the picture in the learner's folder."""
        self.windows.picture()

    async def action_dims(self) -> None:
        """Open the dimensions of published models."""
        await self.windows.dims()

    async def action_ranks(self) -> None:
        """Show the rank of the answer by layer."""
        await self.windows.ranks()

    async def action_heads(self) -> None:
        """Open the map of all heads."""
        await self.windows.heads()

    async def action_writing(self) -> None:
        """Let the model write."""
        await self.windows.writing()

    def action_words(self) -> None:
        """Choose the two words to compare."""
        self.windows.words()

    def compare_words(self, words: str | None) -> None:
        """Compare the words typed in the dialog; None if it was closed."""
        if words is not None:
            self._change(self.state.comparing(words))

    def show_again(self, state: LabState | None) -> None:
        """Continue with the state from another screen, if any."""
        if state is not None:
            self._change(state)

    # Experiments

    def open(self, name: str | None) -> None:
        """Open the experiment of this name, or the tour's first stop."""
        self.experiments.open(name)

    async def action_experiments(self) -> None:
        """Choose an experiment."""
        await self.leads_to("experiments")
        self.experiments.choose()

    def action_explain(self) -> None:
        """Show what to do in the current experiment."""
        self.experiments.explain()

    def action_next(self) -> None:
        """Open the next experiment, or the next stop of the tour."""
        self.experiments.next()

    def action_note(self) -> None:
        """Edit the note on the current experiment."""
        self.experiments.note()

    def _begin(self, one: Experiment) -> None:
        """Show the initial state of an experiment, keeping the style of drawing."""
        self._change(LabState.of_experiment(one, self.state.drawn))
        self.query_one("#sentence", Input).value = one.sentence
        if one.opens == "own":
            self.action_own()
        elif one.opens == "forming":
            self.action_form(waiting=True)
