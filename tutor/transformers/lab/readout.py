"""The text beside the heat map: the selected row in words, the predictions, all heads as pictures, captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.transformers.lab.attention_view import HeadStrip, PaintedSentence, guesses_view
from tutor.transformers.lab.compared_view import compared_view
from tutor.transformers.lab.lab_state import LabState
from tutor.transformers.lab.real_readout import effect_line, off_view, own_line, rank_line
from tutor.transformers.lab.swap_view import costs_view
from tutor.views.symbols import ASCII, UNICODE
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.llama.own_llama import OwnRun
    from tutor.transformers.models.model_run import ModelRun
    from tutor.transformers.models.swap import Cost

_NARROW = 40  # below this width every line counts
UNKNOWN = "° a word the model does not know: it reads a numbered placeholder instead"


class Readout(VerticalScroll, can_focus=False):
    """Redrawn after every run."""

    def __init__(self, **kwargs: str) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.border_title = "reading it"

    def compose(self) -> ComposeResult:
        """One text widget."""
        yield SelectableStatic("", id="readout-text")

    def show(
        self,
        run: ModelRun,
        state: LabState,
        costs: Sequence[Cost] = (),
        *,
        kept: ModelRun | None = None,
        real: OwnRun | None = None,
        heads: bool = True,
    ) -> None:
        """Draw the text. ``kept`` is the run of the kept head's model, if it is another one; ``real`` is an added model
        on the learner's functions. ``costs`` are the effects of the learner's code on the small model, if requested;
        ``heads`` are drawn here if there is no room for them elsewhere."""
        text = self.query_one("#readout-text", SelectableStatic)
        words = Fitted(lambda width: Group(*_parts(run, kept, state, width, costs, real, heads)))
        longest = max(words.height(self.app.console, text.size.width), text.size.height)
        # Otherwise the text already has all the room below it.
        text.update(words, layout=longest > self.size.height)


def _parts(
    run: ModelRun,
    kept: ModelRun | None,
    state: LabState,
    width: int,
    costs: Sequence[Cost],
    real: OwnRun | None,
    heads: bool,
) -> Iterator[RenderableType]:
    from tutor.transformers.models.model_run import in_words

    if state.beside is not None:
        yield compared_view(run, kept, state, width)
        if heads:
            yield from _heads(run, state, width)
        return
    symbols = ASCII if state.drawn == "plain" else UNICODE
    said = harmless(in_words(run, state.rows(run), state.token))
    narrow = width < _NARROW
    yield Text(said.partition(", ")[0].rstrip(".") if narrow else said, style="bold")
    yield from _captions(run)
    if not narrow:
        yield Text("")
    yield PaintedSentence(run.labels, state.rows(run)[state.token], state.token, width, symbols)
    if run.inside is not None:
        yield effect_line(run.inside, state, symbols, width)
    if state.own and state.added:
        yield own_line(real, symbols)
    if costs:
        yield Text("")
        yield costs_view(costs, symbols)
    yield from _expected(run, state, width, costs)
    if state.sharpness != 1:
        yield Text(f"scores × {state.sharpness:g}", style="dim")
    if run.inside is not None and run.inside.lens is not None:
        yield Text("") if not narrow else Text("", end="")
        yield rank_line(run.inside.lens, symbols, width)
    if heads:
        yield from _heads(run, state, width)


def _heads(run: ModelRun, state: LabState, width: int) -> Iterator[RenderableType]:
    symbols = ASCII if state.drawn == "plain" else UNICODE
    one = state.size[0] > 2  # the layers of a larger model do not fit below each other
    yield Text(f"\nAll heads{' of this layer' if one else ''}", style="bold")
    yield HeadStrip(
        run.attention,
        (state.layer, state.head),
        state.off,
        size=min(16, max(7, (width + 1) // 4 - 1)),
        layers=(state.layer,) if one else None,
        symbols=symbols,
        colours=state.drawn != "plain",
        beside=state.kept_here,
    )


def _expected(run: ModelRun, state: LabState, width: int, costs: Sequence[Cost]) -> Iterator[RenderableType]:
    """The words that the model predicts."""
    symbols = ASCII if state.drawn == "plain" else UNICODE
    place = "after" if state.causal else "in place of"
    what = "Expected" if width < _NARROW else "What the model expects"
    yield Text(f"\n{what} {place} {harmless(run.tokens.written[run.guessed_at])}", style="bold")
    if off := state.what_is_off:
        yield Text(f"with {off} switched off", style="dim")
    inside = run.inside
    if inside is not None and inside.off is not None:
        yield from off_view(inside.off, inside, symbols)
        return
    guesses, before = run.guesses, run.before
    if own := next((cost.guesses for cost in costs if "transformer_block" in cost.swap.functions), ()):
        guesses, before = own, run.guesses
        yield Text("your block's answer; was: the reference's", style="dim")
    yield guesses_view(
        [(g.word, g.probability) for g in guesses],
        [(g.word, g.probability) for g in before],
        symbols=symbols,
        width=width,
    )
    if run.loss is not None:
        yield Text(f"loss: {run.loss:.2f} nats per token", style="dim")


def _captions(run: ModelRun) -> Iterator[Text]:
    """How the sentence was changed before the model read it."""
    if len(run.tokens.ids) == 1:
        yield Text(
            "There is no sentence: the model reads only the start of a text. Press i to write.", style="dim"
        )
    if not all(run.tokens.known):
        yield Text(UNKNOWN, style="dim")
    if run.remark:
        yield Text(harmless(run.remark), style="dim")
    if run.tokens.left_out:
        more = run.tokens.left_out
        yield Text(f"{more} more tokens are left out: the Lab reads at most 64.", style="dim")
    if run.tokens.shared:
        yield Text("There are more unknown words than placeholders, so the last ones share one.", style="dim")
