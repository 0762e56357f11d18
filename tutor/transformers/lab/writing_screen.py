"""A real model writes text: each token as it is sampled, its alternatives, and what the cache saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.screen import TutorScreen
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.selectable import SelectableStatic
from tutor.transformers.lab.attention_view import guesses_view
from tutor.transformers.lab.lab_state import LabState
from tutor.transformers.lab.writing_knobs import Knobs, knobs_view
from tutor.views.symbols import ASCII, STYLES, UNICODE, Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.process import Sandbox
    from tutor.transformers.llama.growing_text import GrowingText

MOST = 64  # tokens to write
EXERCISE = "sampling"


class WritingScreen(TutorScreen):
    """The text on the left, the settings on the right. Any key stops the writing; changing a setting restarts it."""

    CSS_PATH = "writing_screen.tcss"
    HEADING = "Go on writing"
    KEYS = (
        Key(
            "space,enter",
            "begin",
            foot="write",
            call="write again",
            help="write again from the sentence; any key stops",
        ),
        Key(
            "t",
            "knob('temperature', 1)",
            foot="temperature",
            row="t T",
            help="temperature up or down; 0 takes the likeliest token",
        ),
        Key("T", "knob('temperature', -1)", label="temperature down"),
        Key(
            "k",
            "knob('top_k', -1)",
            foot="top-k",
            row="k K",
            help="sample from fewer or more tokens: the k likeliest",
        ),
        Key("K", "knob('top_k', 1)", label="top-k up"),
        Key(
            "p",
            "knob('top_p', -1)",
            foot="top-p",
            row="p P",
            help="sample from a smaller or larger share of the probability",
        ),
        Key("P", "knob('top_p', 1)", label="top-p up"),
        Key(
            "m",
            "knob('min_p', 1)",
            row="m M",
            help="leave out tokens that are much less probable than the likeliest",
            label="min-p up",
        ),
        Key("M", "knob('min_p', -1)", label="min-p down"),
        Key(
            "r",
            "knob('penalty', 1)",
            row="r R",
            help="a larger or smaller repetition penalty: tokens of the text become less probable",
            label="repetition penalty up",
        ),
        Key("R", "knob('penalty', -1)", label="repetition penalty down"),
        Key(
            "o",
            "own",
            foot="your sampler",
            call="your sampler or the tutor's",
            help="let your functions of the exercise on sampling choose the tokens, or the tutor's",
        ),
        Key(
            "c",
            "cache",
            foot="cache",
            call="KV cache on or off",
            help="with the cache of keys and values, or without",
        ),
        Key("a", "seed", foot="another seed", help="sample again, from another seed"),
        Key("escape", "leave", foot="leave", help="stop; press again to go back to the Lab"),
    )

    def __init__(self, services: Services, state: LabState) -> None:
        super().__init__(services)
        self.state, self.knobs = state, Knobs()
        self.draft: GrowingText | None = None
        self.writing = self.stopped = False
        self.speeds: dict[bool, float] = {}  # by whether the cache was on

    def content(self) -> ComposeResult:
        """The text and the numbers."""
        with Horizontal(id="places"):
            with VerticalScroll(id="text"):
                yield SelectableStatic("", id="written")
            with VerticalScroll(id="numbers", can_focus=False):
                yield SelectableStatic("", id="told")

    def title_text(self) -> str:
        """The name of the model."""
        return f"Lab · {self.state.model} goes on writing"

    def idle(self) -> frozenset[str]:
        """The keys that do nothing in this course."""
        return frozenset(() if self.session.exercise(EXERCISE) else ("own",))

    def _own_file(self) -> Path | None:
        """The learner's file with the sampler, if it is to be used."""
        exercise = self.session.exercise(EXERCISE) if self.knobs.own else None
        return self.session.workspace.file(exercise) if exercise else None

    def on_mount(self) -> None:
        """Start writing."""
        self.query_one("#text").focus()
        self.action_begin()

    def on_unmount(self) -> None:
        """End the thread after its current token."""
        self.jobs.forget("write")

    def _begin(self) -> None:
        self.draft, self.writing, self.stopped = None, True, False
        work = partial(_write, self.state, self.knobs, lambda: self.session.engines.sandbox, self._own_file())
        self.jobs.stream(
            "write", work, self._written, failing="The model could not write", failed=self._failed
        )
        self._draw()

    def _written(self, draft: GrowingText) -> None:
        self.draft, self.writing = draft, not draft.ended
        if draft.speed is not None and not self.knobs.own:
            self.speeds[self.knobs.cached] = draft.speed
        self._draw()

    def _failed(self, sentence: str) -> None:
        self.writing = False
        self.jobs.notify(sentence)
        self._draw()

    def _stop(self) -> bool:
        """Stop the writing. Returns False if nothing was being written."""
        if not self.writing:
            return False
        self.jobs.forget("write")
        self.writing, self.stopped = False, True
        self._draw()
        return True

    # Drawing

    def _draw(self) -> None:
        draft, state = self.draft, self.state
        symbols = UNICODE if state.drawn != "plain" else ASCII
        text = Text(harmless(state.sentence), style="dim")
        if draft is not None:
            text.append(harmless(draft.text), style="bold")
        if self.writing:
            text.append(" ▌" if symbols is UNICODE else " _")
        self.query_one("#written", SelectableStatic).update(text)
        self.query_one("#text", VerticalScroll).scroll_end(animate=False)
        count = 0 if draft is None else draft.count
        how = (
            "writing · any key stops"
            if self.writing
            else "stopped"
            if self.stopped or (draft is not None and draft.failure)
            else "done · space writes again"
        )
        set_titles(self.query_one("#text"), f"{count} tokens", how)
        self.query_one("#told", SelectableStatic).update(
            Fitted(lambda width: Group(*self._numbers(width, symbols)))
        )
        set_titles(self.query_one("#numbers"), "how it is drawn", "")

    def _numbers(self, width: int, symbols: Symbols) -> Iterator[RenderableType]:
        knobs, draft = self.knobs, self.draft
        yield from knobs_view(knobs)
        if off := self.state.what_is_off:
            yield Text(f"with {off} switched off", style="dim")
        if draft is not None and draft.failure:
            yield Text(f"\n{harmless(draft.failure)}", style=STYLES["failed"])
            yield Text("Change your file and press space, or press o for the tutor's sampler.", style="dim")
            return
        if draft is None or not draft.count:
            yield Text("\nreading the sentence …", style="dim")
            return
        yield Text(f"\nLast drawn: {harmless(draft.drawn)}", style="bold")
        among = "the likeliest" if draft.left_in == 1 else f"from {draft.left_in:,} tokens"
        yield Text(f"{among}, with probability {draft.probability:.2f}", style="dim")
        if draft.left_in > 1:
            yield guesses_view(
                draft.choices[: 4 if self.size.height < 30 else 6], symbols=symbols, width=width
            )
        yield Text("")
        if draft.speed is not None:
            yield Text(f"{draft.speed:.1f} tokens a second", style="bold")
        yield Text(self._saved(draft), style="")
        if len(self.speeds) == 2:
            on, off_ = self.speeds[True], self.speeds[False]
            yield Text(f"Measured: {on:.1f} a second with the cache, {off_:.1f} without.", style="dim")

    def _saved(self, draft: GrowingText) -> str:
        """The number of tokens that went through the model, and how many it would be without the cache."""
        if not self.knobs.cached:
            return f"The model reads the whole text again for each token: {draft.computed:,} tokens so far."
        times = draft.whole / max(1, draft.computed)
        return (
            f"{draft.computed:,} tokens went through the model; without the cache it would be "
            f"{draft.whole:,}, {times:.0f} times as many."
        )

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Any other key stops the writing."""
        if self._stop():
            event.stop()

    def action_begin(self) -> None:
        """Stop, or write again."""
        if not self._stop():
            self._begin()

    def action_knob(self, what: str, step: int) -> None:
        """Change a setting and write again."""
        self._turn(self.knobs.moved(what, step))

    def action_cache(self) -> None:
        """Switch the cache on or off."""
        self._turn(replace(self.knobs, cached=not self.knobs.cached))

    def action_own(self) -> None:
        """Use the learner's sampler, or the tutor's."""
        self._turn(replace(self.knobs, own=not self.knobs.own))

    def action_seed(self) -> None:
        """Draw again with another seed."""
        self._turn(replace(self.knobs, seed=self.knobs.seed + 1))

    def _turn(self, knobs: Knobs) -> None:
        if knobs != self.knobs:
            self.knobs = knobs
            self._begin()
        else:
            self._stop()

    def action_leave(self) -> None:
        """Stop the writing, or leave if it has stopped."""
        if not self._stop():
            self.app.pop_screen()


def _write(
    state: LabState, knobs: Knobs, sandbox: Callable[[], Sandbox], file: Path | None
) -> Iterator[GrowingText]:
    """Write with our own drawing, or with the sampler in ``file``. An error in that ends the text with a sentence."""
    from tutor.transformers.llama.growing_text import GrowingText, grow_text
    from tutor.transformers.llama.llama_model import LlamaChanges
    from tutor.transformers.llama.own_sampler import SamplerError, own_sampler

    settings = knobs.settings(MOST)
    changes = LlamaChanges(off=state.off, layers_off=state.layers_off, sharpness=state.sharpness)
    if file is None:
        yield from grow_text(state.model, state.sentence, settings, changes)
        return
    draft = GrowingText()
    try:
        with own_sampler(sandbox(), file, knobs.seed) as sampler:
            for draft in grow_text(state.model, state.sentence, settings, changes, sampler.draw):
                yield draft
    except SamplerError as error:
        yield replace(draft, ended=True, failure=str(error))
