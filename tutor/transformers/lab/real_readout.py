"""The text about an added model: a head's effect on the next word, the loss without it, the ranks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tutor.transformers.lab.lab_state import LabState
from tutor.views.numbers import share_text
from tutor.views.symbols import STYLES, UNICODE, Symbols
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.llama.llama_inside import LlamaInside, OffCompared, OneWay
    from tutor.transformers.llama.next_words import Lens
    from tutor.transformers.llama.own_llama import OwnRun

_UP = "▁▂▃▄▅▆▇█"
_WORD = 12  # most columns of a word


def effect_line(inside: LlamaInside, state: LabState, symbols: Symbols, width: int) -> Text:
    """The direct effect of the selected head on the first of the two words, against the second."""
    if state.chosen_is_off:
        return Text(f"L{state.layer} H{state.head} is off: it adds nothing.", style="dim")
    effect = inside.effect(state.layer, state.head)
    told = signed(effect, symbols)
    text = Text.assemble(
        f"L{state.layer} H{state.head} adds ",
        (told, STYLES["bar"] if abs(effect) >= 0.1 else STYLES["quiet"]),
        f" to {harmless(pair_name(inside, symbols))}",
    )
    if width >= 40:
        text.append(f", which is {signed(inside.effects.difference, symbols)} in all", style="dim")
    if inside.problem:
        text.append(f"\n{harmless(inside.problem)}", style=STYLES["warning"])
    return text


def pair_name(inside: LlamaInside, symbols: Symbols) -> str:
    """``are − is``."""
    return inside.pair.name if symbols is UNICODE else inside.pair.name.replace("−", "-")


def signed(value: float, symbols: Symbols = UNICODE) -> str:
    """``+4.13`` or ``−0.20``."""
    minus = "−" if symbols is UNICODE else "-"
    return f"{'+' if value >= 0 else minus}{abs(value):.2f}"


def off_view(compared: OffCompared, inside: LlamaInside, symbols: Symbols) -> Iterator[RenderableType]:
    """The words with everything on, off by zero, off by mean, and with random heads off; then the
    difference of the two."""
    table = Table.grid(padding=(0, 1))
    heads = ("", "on", "zero", "mean", "random")
    table.add_row(*(Text(head, style="dim", no_wrap=True) for head in heads))
    for place, word in enumerate(compared.words):
        shown = harmless(word)
        if cell_len(shown) > _WORD:
            shown = set_cell_size(shown, _WORD - 1) + symbols.ellipsis
        cells = [share_text(way.probabilities[place]) for way in (compared.on, compared.zero)]
        cells.append(
            symbols.ellipsis if compared.mean is None else share_text(compared.mean.probabilities[place])
        )
        cells.append(_between([way.probabilities[place] for way in compared.random], share_text, symbols))
        row = [Text(shown, no_wrap=True), Text(cells[0], style="dim"), Text(cells[1], style="bold")]
        table.add_row(*row, Text(cells[2], style="bold"), Text(cells[3], no_wrap=True))
    yield table

    def told(way: OneWay | None) -> str:
        return symbols.ellipsis if way is None else signed(way.difference, symbols)

    chance = _between(
        [way.difference for way in compared.random], lambda value: signed(value, symbols), symbols
    )
    yield Text(
        f"{harmless(pair_name(inside, symbols))}: {told(compared.on)}, by zero {told(compared.zero)}, "
        f"by mean {told(compared.mean)}, random {chance}",
        style="dim",
    )


def _between(values: Sequence[float], write: object, symbols: Symbols) -> str:
    """The least and the largest of the random draws."""
    assert callable(write)
    if not values:
        return symbols.ellipsis
    low, high = write(min(values)), write(max(values))
    dash = "–" if symbols is UNICODE else "-"
    return str(low) if low == high else f"{low}{dash if len(low) < 5 else ' to '}{high}"


def own_line(own: OwnRun | None, symbols: Symbols) -> Text:
    """The result of the model on the learner's functions, in one line."""
    if own is None:
        return Text("running on your functions …", style="dim")
    mark = symbols.passed if own.same else symbols.failed
    return Text(f"{mark} {harmless(own.in_words())}", style=STYLES["passed" if own.same else "failed"])


def rank_line(lens: Lens, symbols: Symbols, width: int) -> Text:
    """The rank of the final answer as one sign per layer, higher for a better rank; in ASCII, its number of digits."""
    worst = max(*(one.rank for one in lens.layers), 10)
    if symbols is UNICODE:
        heights = [1 - math.log(one.rank) / math.log(worst) for one in lens.layers]
        signs = "".join(_UP[round(height * (len(_UP) - 1))] for height in heights)
    else:
        signs = "".join(str(len(str(one.rank))) for one in lens.layers)
    last = len(lens.layers) - 1
    text = Text("Rank of ", style="dim")
    text.append(harmless(lens.answer), style="bold").append(" by layer  r", style="dim")
    text.append(f"\n{signs[-width:]}\n", style=STYLES["bar"])  # without the first layers if there is no room
    where = last - 3
    between = f"{lens.layers[where].rank:,} after layer {where}, " if where > 0 else ""
    return text.append(f"{lens.layers[0].rank:,} before, {between}1 after {last}", style="dim")
