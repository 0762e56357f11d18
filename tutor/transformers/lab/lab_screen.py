"""The Lab: type a sentence and look into a small trained model while it reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from tutor.app.keys import Key
from tutor.transformers.lab.experiment_panel import Trying
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.lab_model import SeeingScreen
from tutor.transformers.lab.lab_state import SENTENCE, Looking
from tutor.transformers.lab.readout import Reading
from tutor.views.symbols import ASCII, UNICODE

if TYPE_CHECKING:
    from tutor.transformers.models.experiments import Experiment


class LabScreen(SeeingScreen):
    """Turns keys into another ``Looking``."""

    CSS_PATH = "lab_screen.tcss"
    AUTO_FOCUS = "#grid"  # else the first key after opening is typed into the sentence
    HEADING = "Lab"
    KEYS = (
        # Priority: in keys that come in one piece, the next one is for the sentence already.
        Key(
            "i,enter",
            "write",
            foot="write",
            help="write a sentence: the grid follows each key; enter or esc goes back to the grid",
            priority=True,
        ),
        Key("up", "token(-1)", row="↑ ↓", help="pick a token: its row is read out in words"),
        Key("down", "token(1)", label="next token"),
        Key("right,h", "head(1)", foot="head", sign="◂▸", row="◂ ▸  l", help="another head, the other layer"),
        Key("left", "head(-1)", label="head before"),
        Key("l", "layer", foot="layer"),
        Key("m", "mode", foot="mode", help="causal or bidirectional: another model, trained that way"),
        Key(
            "s",
            "steps",
            foot="steps",
            help="how this row is made: q · k, the division, the mask, the softmax",
        ),
        Key(
            "x",
            "switch",
            foot="head off",
            help="switch this head off or on, and see what the model then predicts   X  all on",
        ),
        Key("X", "all_on", label="all heads on"),
        Key("u", "unmask", help="take the mask away from the causal model: not what it was trained for"),
        Key(
            "f",
            "experiments",
            foot="experiments",
            help="experiments, and a tour: what to try, and what to look for",
        ),
        Key(
            "n",
            "next",
            row="n  e  N",
            help="the next experiment; what to do in this one; a note on it; esc ends it",
        ),
        Key("e", "explain", label="what to do"),
        Key("N", "note", label="a note on it"),
        Key(
            "g",
            "form",
            foot="grow a head",
            help="watch a head grow: a smaller model is trained while you look",
        ),
        Key(
            "d",
            "dims",
            foot="dimensions",
            help="dimensions of published models, from the first transformer to DeepSeek-V3",
        ),
        Key(
            "o",
            "own",
            foot="your code",
            help="the model on your own code of exercises 1, 2, 3 and 5: what a bug costs it",
        ),
        Key("v", "drawing", foot="numbers", help="shades, numbers, plain characters"),
        Key(
            "w",
            "view",
            foot="view",
            help="weights, weights by what flows (by the size of what each token adds), mean of the layer",
        ),
        Key("t", "sharper(-1)", row="t T", help="softer or sharper: all scores multiplied"),
        Key("T", "sharper(1)", label="sharper"),
        Key("a", "seed", help="the same model, trained from another seed"),
        Key("b", "encoder", help="a real pretrained encoder, MiniLM, where it is installed; and back"),
        Key("escape", "leave_input", field="back to the grid", label="back to the grid", priority=True),
    )

    def content(self) -> ComposeResult:
        """Input, grid, explanation."""
        self.looking = Looking.of_state(self.kept.values.get("lab"))
        yield Input(
            self.looking.sentence,
            id="sentence",
            placeholder=f"Write a sentence, in any words: {SENTENCE}",
            compact=True,
            select_on_focus=False,
        )
        with Horizontal(id="places"):
            with Vertical(id="seen"):
                yield HeadGrid(id="grid")
                yield Trying(id="trying")
            yield Reading(id="reading")

    def title_text(self) -> str:
        """What is shown here."""
        return "Lab · attention of a small trained model"

    def on_mount(self) -> None:
        """The course's own sentence, or where the learner left."""
        self.query_one(HeadGrid).border_title = "who looks at whom"
        self.query_one(HeadGrid).focus()
        self.again()

    def on_screen_resume(self) -> None:
        """Remember the place."""
        super().on_screen_resume()
        self.kept.remember(place="lab")

    # Another look

    def _change(self, looking: Looking, what: str = "") -> None:
        """Go on with another ``Looking``; ``what`` was tried goes into the record."""
        self.looking = looking
        self.saw(looking)
        if what:
            self.record(what)
        self.again()

    @on(Input.Changed, "#sentence")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self.looking.sentence:
            self._change(self.looking.reading(event.value))

    @on(Input.Submitted, "#sentence")
    def _entered(self) -> None:
        self.action_leave_input()

    @on(HeadGrid.Picked)
    def _picked(self, event: HeadGrid.Picked) -> None:
        self._change(self.looking.at_token(event.token))

    # Keys

    def idle(self) -> frozenset[str]:
        """In the sentence one writes already."""
        return frozenset({"write"} if self.focused is self.query_one("#sentence") else ())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the sentence, i and enter are the sentence's own."""
        if not super().check_action(action, parameters):
            return False
        return action != "write" or self.focused is not self.query_one("#sentence")

    def action_write(self) -> None:
        """Into the input."""
        self.set_focus(self.query_one("#sentence", Input))

    def action_leave_input(self) -> None:
        """Back to the grid; from there, the end of the experiment."""
        grid = self.query_one(HeadGrid)
        if self.focused is grid:
            self.close_trial()
        self.set_focus(grid)

    def action_token(self, step: int) -> None:
        """Another token's row."""
        if self.look is not None:
            self._change(self.looking.step_token(step, len(self.look.tokens.ids)))

    def action_head(self, step: int) -> None:
        """Another head, on into the next layer."""
        self._change(self.looking.step_head(step))

    def action_layer(self) -> None:
        """The same head number in the other layer."""
        self._change(self.looking.other_layer())

    def action_mode(self) -> None:
        """Causal ↔ bidirectional: two models, each trained its own way."""
        looking = self.looking.other_mode()
        task = "on the next word" if looking.causal else "on hidden words"
        self.notify(f"Now the {looking.model} model: another one, trained {task}.")
        self._change(looking, f"mode:{looking.model}")

    def action_seed(self) -> None:
        """The same recipe from another seed."""
        looking = self.looking.other_seed()
        self._change(looking, f"seed:{looking.model}")

    def action_encoder(self) -> None:
        """MiniLM, a real pretrained encoder; or how to get it."""
        from tutor.transformers.models.minilm import HOW_TO_GET_IT, is_installed

        if not is_installed():
            self.notify(HOW_TO_GET_IT, timeout=15, markup=False)
            return
        looking = self.looking.other_encoder()
        if looking.model == "minilm":
            self.notify(
                "MiniLM: 6 layers of 12 heads, trained to compare sentences on a billion pairs of them."
            )
        self._change(looking, f"mode:{looking.model}")

    def action_switch(self) -> None:
        """This head off, or on again."""
        looking = self.looking
        self._change(looking.switched(), f"off:{looking.model}:{looking.layer}.{looking.head}")

    def action_all_on(self) -> None:
        """All heads on."""
        self._change(self.looking.all_on())

    def action_unmask(self) -> None:
        """The causal model without its mask."""
        if self.looking.causal:
            self._change(self.looking.other_mask(), "unmask")
        else:
            name = "MiniLM" if self.looking.model == "minilm" else "The bidirectional model"
            self.notify(f"{name} has no mask to remove.")

    def action_sharper(self, step: int) -> None:
        """All scores multiplied: temperature."""
        self._change(self.looking.sharper(step), "sharper")

    def action_view(self) -> None:
        """Weights, flow, mean."""
        self._change(self.looking.next_view())

    def action_drawing(self) -> None:
        """Shades, numbers, plain characters."""
        self._change(self.looking.next_drawing())

    def action_own(self) -> None:
        """The model on the learner's own functions, or on ours again."""
        looking = self.looking.on_own()
        self._change(looking, "own" if looking.own else "")

    def action_form(self, waiting: bool = False) -> None:
        """A head forms before your eyes; ``waiting``, when it is told to."""
        from tutor.transformers.lab.training_screen import FormingScreen

        self.app.push_screen(FormingScreen(self.services, waiting=waiting))

    def action_steps(self) -> None:
        """How the chosen row is made, key by key."""
        from tutor.app.screens.dialogs import TextDialog
        from tutor.transformers.lab.row_steps_view import steps_view

        look = self.look
        if look is None:
            return
        looking = self.looking.at_token(min(self.looking.token, len(look.tokens.ids) - 1))
        made = replace(looking, view="weights").made(look)
        assert made is not None
        title = f"L{looking.layer} H{looking.head} · the row of {look.labels[looking.token]}"
        symbols = ASCII if looking.drawn == "plain" else UNICODE
        self.app.push_screen(TextDialog(title, steps_view(made, look.labels, symbols)))

    def action_dims(self) -> None:
        """What the models of the world measure."""
        from tutor.transformers.architectures.dims_screen import DimensionsScreen

        self.app.push_screen(DimensionsScreen(self.services))

    # Experiments

    def begin(self, one: Experiment) -> None:
        """Where an experiment begins; how it is drawn stays as it was chosen."""
        self._change(Looking.of_experiment(one, self.looking.drawn))
        self.query_one("#sentence", Input).value = one.sentence
        if one.opens == "own":
            self.action_own()
        elif one.opens == "forming":
            self.action_form(waiting=True)
