"""A real model writes text: each token as it is sampled, its alternatives, and what the cache saves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

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
from tutor.views.symbols import ASCII, UNICODE, Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.app.services import Services
    from tutor.transformers.llama.growing_text import GrowingText

TEMPERATURES = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)
TOP_KS = (1, 3, 10, 40, 200, 0)  # 0: all
TOP_PS = (0.3, 0.5, 0.8, 0.9, 0.95, 1.0)
MOST = 64  # tokens to write


@dataclass(frozen=True, slots=True)
class Knobs:
    """The settings for drawing the next token."""

    temperature: float = 0.0
    top_k: int = 0
    top_p: float = 1.0
    cached: bool = True
    seed: int = 0

    def moved(self, what: str, step: int) -> Self:
        """The settings after one step of this setting, which stays within its range."""
        values: tuple[float, ...] = {"temperature": TEMPERATURES, "top_k": TOP_KS, "top_p": TOP_PS}[what]
        at = values.index(getattr(self, what)) + step
        changed: dict[str, Any] = {what: values[max(0, min(at, len(values) - 1))]}
        return replace(self, **changed)


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

    def on_mount(self) -> None:
        """Start writing."""
        self.query_one("#text").focus()
        self.action_begin()

    def on_unmount(self) -> None:
        """End the thread after its current token."""
        self.jobs.forget("write")

    def _begin(self) -> None:
        self.draft, self.writing, self.stopped = None, True, False
        work = partial(_write, self.state, self.knobs)
        self.jobs.stream(
            "write", work, self._written, failing="The model could not write", failed=self._failed
        )
        self._draw()

    def _written(self, draft: GrowingText) -> None:
        self.draft, self.writing = draft, not draft.ended
        if draft.speed is not None:
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
            if self.stopped
            else "done · space writes again"
        )
        set_titles(self.query_one("#text"), f"{count} tokens", how)
        self.query_one("#told", SelectableStatic).update(
            Fitted(lambda width: Group(*self._numbers(width, symbols)))
        )
        set_titles(self.query_one("#numbers"), "how it is drawn", "")

    def _numbers(self, width: int, symbols: Symbols) -> Iterator[RenderableType]:
        knobs, draft = self.knobs, self.draft
        likeliest = knobs.temperature == 0
        yield _knob("temperature", f"{knobs.temperature:g}", "t T", "likeliest" if likeliest else "")
        yield _knob("top-k", "all" if not knobs.top_k else str(knobs.top_k), "k K", "", quiet=likeliest)
        yield _knob("top-p", f"{knobs.top_p:g}", "p P", "", quiet=likeliest)
        yield _knob("cache", "on" if knobs.cached else "off", "c", "")
        yield _knob("seed", str(knobs.seed), "a", "", quiet=likeliest)
        if off := self.state.what_is_off:
            yield Text(f"with {off} switched off", style="dim")
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


def _knob(name: str, value: str, keys: str, more: str, *, quiet: bool = False) -> Text:
    line = Text(f"{name:<12}", style="dim" if quiet else "")
    line.append(f"{value:<6}", style="dim" if quiet else "bold")
    return line.append(f"{keys:<4}{more}", style="dim")


def _write(state: LabState, knobs: Knobs) -> Iterator[GrowingText]:
    from tutor.transformers.llama.growing_text import grow_text
    from tutor.transformers.llama.llama_model import LlamaChanges
    from tutor.transformers.llama.llama_text import WritingSettings

    settings = WritingSettings(knobs.temperature, knobs.top_k, knobs.top_p, knobs.cached, MOST, knobs.seed)
    changes = LlamaChanges(off=state.off, layers_off=state.layers_off, sharpness=state.sharpness)
    return grow_text(state.model, state.sentence, settings, changes)
