"""The Lab: type a sentence and look into a small trained model while it reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group, RenderableType
from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tutor.app.drawing import Fitted
from tutor.app.messages import Failed, Looked
from tutor.app.screens.place import PlaceScreen
from tutor.app.widgets.section import SectionView
from tutor.progress.events import LabLooked
from tutor.render.attention import attention_grid, guesses_view, head_strip

if TYPE_CHECKING:
    from tutor.model.look import Look, Name, Settings

SENTENCE = "The quick brown fox jumps"
VIEWS = ("weights", "weights by what flows", "mean of the layer")


class LabScreen(PlaceScreen):
    """Sentence on top, one head's grid below, beside it what it means."""

    PLACE = "lab"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,enter", "write", "Write a sentence"),
        Binding("up", "token(-1)", "Token before", show=False),
        Binding("down", "token(1)", "Next token", show=False),
        Binding("left", "head(-1)", "Head before", show=False),
        Binding("right", "head(1)", "Next head", show=False),
        Binding("h", "head(1)", "Next head", show=False),
        Binding("l", "layer", "Other layer", show=False),
        Binding("m", "mode", "Causal or bidirectional", show=False),
        Binding("x", "switch", "Head off or on", show=False),
        Binding("X", "all_on", "All heads on", show=False),
        Binding("u", "unmask", "Remove the mask", show=False),
        Binding("w", "view", "Weights, flow, mean", show=False),
        Binding("v", "numbers", "Numbers", show=False),
        Binding("t", "softer(-1)", "Softer", show=False),
        Binding("T", "softer(1)", "Sharper", show=False),
        Binding("o", "seed", "Other seed", show=False),
        Binding("f", "experiments", "Experiments", show=False),
        Binding("escape", "leave_input", "Back to the grid", show=False),
    ]
    FOOT = (
        ("i", "write", "screen.write"),
        ("◂▸", "head", "screen.head(1)"),
        ("l", "layer", "screen.layer"),
        ("m", "mode", "screen.mode"),
        ("x", "head off", "screen.switch"),
        ("f", "experiments", "screen.experiments"),
        ("v", "numbers", "screen.numbers"),
        ("w", "view", "screen.view"),
    )
    KEYS = """Lab
  i           write a sentence: the grid follows each key; enter or esc goes back to the grid
  ↑ ↓         pick a token: its row is read out in words
  ◂ ▸  l      another head, the other layer
  m           causal or bidirectional: another model, trained that way
  x           switch this head off or on, and see what the model then predicts   X  all on
  u           take the mask away from the causal model: not what it was trained for
  w           weights, weights by what flows (by the size of what each token adds), mean of the layer
  t T         softer or sharper: all scores multiplied
  o           the same model, trained from another seed
  v           numbers or shades
  f           experiments: what to try, and what to look for
"""

    def __init__(self) -> None:
        super().__init__()
        self.look: Look | None = None
        self.at_layer, self.at_head, self.token = 0, 0, 4
        self.view = 0
        self.numbers = False
        self.ticket = 0
        self.settings: Settings | None = None

    def content(self) -> ComposeResult:
        """Input, grid, explanation."""
        yield Input(
            SENTENCE,
            id="sentence",
            placeholder="Write a sentence, in any words",
            compact=True,
            select_on_focus=False,
        )
        with Horizontal(id="places"):
            with SectionView(id="grid"):
                yield Static("", id="grid-text")
            with SectionView(id="reading", can_focus=False):
                yield Static("", id="reading-text")

    def title_text(self) -> str:
        """Which model."""
        return "Lab · attention of a small trained model"

    def on_mount(self) -> None:
        """The course's own sentence, on a head that does something to see."""
        from tutor.model.look import Settings

        self.query_one("#grid").border_title = "who looks at whom"
        self.query_one("#reading").border_title = "reading it"
        state = self.services.state.get("lab")
        if isinstance(state, dict):
            self.query_one("#sentence", Input).value = str(state.get("sentence", SENTENCE))
        self.settings = Settings()
        self.query_one("#grid").focus()
        self.again()

    def on_screen_resume(self) -> None:
        """Remember the place."""
        super().on_screen_resume()
        self.services.remember(place="lab")

    def again(self) -> None:
        """Look again, with the sentence and settings as they are now."""
        if self.settings is None:
            return
        self.ticket += 1
        sentence = self.query_one("#sentence", Input).value
        self.services.remember(lab={"sentence": sentence})
        self._look(self.ticket, sentence, replace(self.settings, token=self.token))

    @work(thread=True, exclusive=True, group="look")
    def _look(self, ticket: int, sentence: str, settings: Settings) -> None:
        try:
            from tutor.model.look import look

            if ticket == self.ticket:
                self.post_message(Looked(ticket, look(sentence, settings)))
        except Exception as error:
            self.post_message(Failed(f"The model could not be run: {error}"))

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        if event.ticket != self.ticket:
            return
        self.look = event.look
        self.token = min(self.token, len(event.look.tokens.ids) - 1)
        self._draw()

    @on(Input.Changed, "#sentence")
    def _typed(self) -> None:
        self.again()

    @on(Input.Submitted, "#sentence")
    def _entered(self) -> None:
        self.action_leave_input()

    # Drawing

    def _draw(self) -> None:
        if self.look is None or self.settings is None:
            return
        grid = self.query_one("#grid")
        grid.border_title = (
            f"L{self.at_layer} H{self.at_head} · {VIEWS[self.view]}"
            if self.view < 2
            else f"L{self.at_layer} · mean: hides heads"
        )
        grid.border_subtitle = self._mode()
        self.query_one("#grid-text", Static).update(Fitted(self._grid))
        self.query_one("#reading-text", Static).update(Fitted(self._reading))

    def _rows(self) -> tuple[tuple[float, ...], ...]:
        assert self.look is not None
        if self.view == 2:
            return self.look.mean(self.at_layer)
        return (self.look.attention, self.look.flow)[self.view][self.at_layer][self.at_head]

    def _mode(self) -> str:
        assert self.settings is not None
        if self.settings.mask_removed:
            return "causal model without its mask"
        name = {"causal": "causal", "second-seed": "causal, another seed", "bidirectional": "bidirectional"}
        return name[self.settings.model]

    def _grid(self, width: int) -> RenderableType:
        assert self.look is not None
        return attention_grid(
            self._rows(), self.look.labels, chosen=self.token, width=width, numbers=self.numbers
        )

    def _reading(self, width: int) -> RenderableType:
        from tutor.model.look import in_words

        look, settings = self.look, self.settings
        assert look is not None and settings is not None
        parts: list[RenderableType] = [Text(in_words(look, self._rows(), self.token) + "\n", style="bold")]
        word = look.tokens.written[look.guessed_at]
        place = "in place of" if settings.model == "bidirectional" else "after"
        parts.append(Text(f"What the model expects {place} {word}", style="bold"))
        if settings.off:
            names = ", ".join(f"L{layer} H{head}" for layer, head in sorted(settings.off))
            parts.append(Text(f"with {names} switched off", style="dim"))
        parts.append(
            guesses_view(
                [(g.word, g.probability) for g in look.guesses],
                [(g.word, g.probability) for g in look.before],
            )
        )
        if look.loss is not None:
            parts.append(Text(f"surprise over the sentence: {look.loss:.2f} nats a token", style="dim"))
        if settings.sharpness != 1:
            parts.append(Text(f"scores × {settings.sharpness:g}", style="dim"))
        parts += [
            Text("\nAll heads", style="bold"),
            head_strip(
                look.attention,
                (self.at_layer, self.at_head),
                settings.off,
                size=min(8, max(4, width // 4 - 2)),
            ),
        ]
        if not all(look.tokens.known):
            parts.append(
                Text(
                    "° a word the model does not know: it reads a numbered, nameless word in its place",
                    style="dim",
                )
            )
        if look.tokens.left_out:
            parts.append(
                Text(
                    f"{look.tokens.left_out} more tokens are left out: the model reads 64 at most.",
                    style="dim",
                )
            )
        if look.tokens.shared:
            parts.append(
                Text("There are more unknown words than numbers for them; the last share one.", style="dim")
            )
        return Group(*parts)

    # Keys

    def action_write(self) -> None:
        """Into the input."""
        self.query_one("#sentence", Input).focus()

    def action_leave_input(self) -> None:
        """Back to the grid."""
        self.query_one("#grid").focus()

    def action_token(self, step: int) -> None:
        """Another token's row."""
        if self.look is None:
            return
        self.token = (self.token + step) % len(self.look.tokens.ids)
        self._draw()
        self.again()

    def action_head(self, step: int) -> None:
        """Another head, on into the next layer."""
        if self.look is None:
            return
        heads = len(self.look.attention[0])
        number = (self.at_layer * heads + self.at_head + step) % (heads * len(self.look.attention))
        self.at_layer, self.at_head = divmod(number, heads)
        self._draw()

    def action_layer(self) -> None:
        """The same head number in the other layer."""
        if self.look is not None:
            self.at_layer = (self.at_layer + 1) % len(self.look.attention)
            self._draw()

    def action_mode(self) -> None:
        """Causal ↔ bidirectional: two models, each trained its own way."""
        if self.settings is None:
            return
        other: Name = "causal" if self.settings.model == "bidirectional" else "bidirectional"
        self.settings = replace(self.settings, model=other, mask_removed=False, off=frozenset())
        task = "on the next word" if other == "causal" else "on hidden words"
        self.notify(f"Now the {other} model: another one, trained {task}.")
        self.services.record(LabLooked(at=self.services.now(), what=f"mode:{other}"))
        self.again()

    def action_seed(self) -> None:
        """The same recipe from another seed."""
        if self.settings is not None:
            other: Name = "causal" if self.settings.model == "second-seed" else "second-seed"
            self.settings = replace(self.settings, model=other, off=frozenset())
            self.services.record(LabLooked(at=self.services.now(), what=f"seed:{other}"))
            self.again()

    def action_switch(self) -> None:
        """This head off, or on again."""
        if self.settings is not None:
            self.settings = replace(self.settings, off=self.settings.off ^ {(self.at_layer, self.at_head)})
            self.services.record(
                LabLooked(
                    at=self.services.now(), what=f"off:{self.settings.model}:{self.at_layer}.{self.at_head}"
                )
            )
            self.again()

    def action_all_on(self) -> None:
        """All heads on."""
        if self.settings is not None:
            self.settings = replace(self.settings, off=frozenset())
            self.again()

    def action_unmask(self) -> None:
        """The causal model without its mask."""
        if self.settings is None or self.settings.model == "bidirectional":
            self.notify("The bidirectional model has no mask to remove.")
            return
        self.settings = replace(self.settings, mask_removed=not self.settings.mask_removed)
        self.services.record(LabLooked(at=self.services.now(), what="unmask"))
        self.again()

    def action_softer(self, step: int) -> None:
        """All scores multiplied: temperature."""
        if self.settings is not None:
            sharpness = self.settings.sharpness * 2.0**step
            self.settings = replace(self.settings, sharpness=min(max(sharpness, 0.0625), 16.0))
            self.again()

    def action_view(self) -> None:
        """Weights, flow, mean."""
        self.view = (self.view + 1) % len(VIEWS)
        self._draw()

    def action_numbers(self) -> None:
        """Numbers or shades."""
        self.numbers = not self.numbers
        self._draw()

    def action_experiments(self) -> None:
        """What to try."""
        from tutor.app.screens.dialogs import PickDialog
        from tutor.model.experiments import experiments

        known = {one.id: one for one in experiments()}
        done = self.services.standing.lab
        choices = [
            (one.id, f"{'✓' if f'experiment:{one.id}' in done else ' '} {one.title}")
            for one in known.values()
        ]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._try(known[name])

        self.app.push_screen(PickDialog("Experiments", choices), chosen)

    def _try(self, one: object) -> None:
        from tutor.app.screens.dialogs import TextDialog
        from tutor.model.experiments import Experiment
        from tutor.model.look import Settings

        assert isinstance(one, Experiment)
        self.settings = Settings(model=one.model)
        self.at_layer, self.at_head, self.token = one.layer, one.head, one.token
        self.query_one("#sentence", Input).value = one.sentence
        self.services.record(LabLooked(at=self.services.now(), what=f"experiment:{one.id}"))
        text = Text.assemble(
            (f"{one.title}\n\n", "bold"), ("Do  ", "bold"), f"{one.do}\n\n", ("Look for  ", "bold"), one.look
        )
        self.app.push_screen(TextDialog("Experiment", text))
        self.again()

    def on_click(self, event: events.Click) -> None:
        """A click on a row of the grid picks its token."""
        text = self.query_one("#grid-text", Static)
        if self.look is None or event.widget is not text:
            return
        row = event.y - (1 if self.numbers else 0)
        if 0 <= row < len(self.look.tokens.ids):
            self.token = row
            self._draw()
