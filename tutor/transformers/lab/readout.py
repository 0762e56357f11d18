"""What a grid says: the chosen row in words, what the model expects, every head small, and honest captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.app.drawing import Fitted
from tutor.transformers.lab.attention_view import guesses_view, head_strip
from tutor.transformers.lab.lab_state import Looking
from tutor.transformers.lab.swap_view import prices_view
from tutor.views.symbols import ASCII, UNICODE
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.models.look import Look
    from tutor.transformers.models.swap import Price

UNKNOWN = "° a word the model does not know: it reads a numbered, nameless word in its place"


class Reading(VerticalScroll, can_focus=False):
    """Drawn anew for every look."""

    def __init__(self, **kwargs: str) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.border_title = "reading it"

    def compose(self) -> ComposeResult:
        """One piece of text."""
        yield Static("", id="reading-text")

    def show(self, look: Look, looking: Looking, prices: Sequence[Price] = ()) -> None:
        """``prices`` are what the learner's own code makes of the same model, where it was asked for."""
        text = self.query_one("#reading-text", Static)
        text.update(Fitted(lambda width: Group(*_parts(look, looking, width, prices))))


def _parts(look: Look, looking: Looking, width: int, prices: Sequence[Price]) -> Iterator[RenderableType]:
    from tutor.transformers.models.look import in_words

    symbols = ASCII if looking.drawn == "plain" else UNICODE
    yield Text(harmless(in_words(look, looking.rows(look), looking.token)), style="bold")
    yield from _captions(look)
    if prices:
        yield Text("")
        yield prices_view(prices, symbols)
    yield from (
        _vector(look, looking) if looking.model == "minilm" else _expected(look, looking, width, prices)
    )
    if looking.sharpness != 1:
        yield Text(f"scores × {looking.sharpness:g}", style="dim")
    one = looking.size[0] > 2  # layers of a larger model do not fit below each other
    yield Text(f"\nAll heads{' of this layer' if one else ''}", style="bold")
    yield head_strip(
        look.attention,
        (looking.layer, looking.head),
        looking.off,
        size=min(8, max(4, width // 4 - 2)),
        symbols=symbols,
        layers=(looking.layer,) if one else None,
    )


def _vector(look: Look, looking: Looking) -> Iterator[RenderableType]:
    """What MiniLM makes of a text."""
    yield Text(
        "\nIt expects no word: it makes one vector of the whole text, to compare texts by.", style="dim"
    )
    if look.kept is not None:
        yield Text(f"With {_off(looking)} switched off: cosine {look.kept:.3f} with that vector.")


def _off(looking: Looking) -> str:
    return ", ".join(f"L{layer} H{head}" for layer, head in sorted(looking.off))


def _expected(look: Look, looking: Looking, width: int, prices: Sequence[Price]) -> Iterator[RenderableType]:
    """The words that the model expects."""
    symbols = ASCII if looking.drawn == "plain" else UNICODE
    place = "after" if looking.causal else "in place of"
    yield Text(
        f"\nWhat the model expects {place} {harmless(look.tokens.written[look.guessed_at])}", style="bold"
    )
    if looking.off:
        yield Text(f"with {_off(looking)} switched off", style="dim")
    guesses, before = look.guesses, look.before
    if own := next((price.guesses for price in prices if "transformer_block" in price.piece.functions), ()):
        guesses, before = own, look.guesses
        yield Text("by your block; was: by the reference", style="dim")
    yield guesses_view(
        [(g.word, g.probability) for g in guesses],
        [(g.word, g.probability) for g in before],
        symbols=symbols,
        width=width,
    )
    if look.loss is not None:
        yield Text(f"surprise over the sentence: {look.loss:.2f} nats a token", style="dim")


def _captions(look: Look) -> Iterator[Text]:
    """What was done to the sentence before the model read it."""
    if len(look.tokens.ids) == 1:
        yield Text("Nothing is written: the model reads only the start of a text. i writes.", style="dim")
    if not all(look.tokens.known):
        yield Text(UNKNOWN, style="dim")
    if look.tokens.left_out:
        more = look.tokens.left_out
        yield Text(f"{more} more tokens are left out: the Lab reads 64 at most.", style="dim")
    if look.tokens.shared:
        yield Text("There are more unknown words than numbers for them; the last share one.", style="dim")
