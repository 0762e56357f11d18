"""The same word in two heads: both rows as sentences, and how they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from tutor.transformers.lab.attention_view import PaintedSentence
from tutor.views.numbers import share_text
from tutor.views.symbols import ASCII, UNICODE
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.lab.lab_state import LabState
    from tutor.transformers.models.model_run import ModelRun

_SAME = 0.045  # differences below it are not told


def compared_view(run: ModelRun, state: LabState, width: int) -> RenderableType:
    """The kept head above, the chosen one below it, and last the chosen one less the kept one."""
    assert state.beside is not None
    symbols = ASCII if state.drawn == "plain" else UNICODE
    kept, here = state.beside, (state.layer, state.head)
    token, words = state.token, run.labels
    first, second = (run.attention[layer][head][token] for layer, head in (kept, here))
    parts: list[RenderableType] = [
        _head(kept, words, first, token, width),
        PaintedSentence(words, first, token, width, symbols),
    ]
    if here == kept:
        keys = "◂ ▸" if symbols is UNICODE else "left, right"
        parts.append(Text(f"Now pick another head: {keys}. c ends it.", style="dim"))
        return Group(*parts)
    difference = [b - a for a, b in zip(first, second, strict=True)]
    minus = "−" if symbols is UNICODE else "-"
    parts += [
        _head(here, words, second, token, width),
        PaintedSentence(words, second, token, width, symbols),
        Text(f"{_name(here)} {minus} {_name(kept)}  {_in_words(difference, words, token)}", style="bold"),
        PaintedSentence(words, difference, token, width, symbols, signed=True),
    ]
    return Group(*parts)


def _name(head: tuple[int, int]) -> str:
    return f"L{head[0]} H{head[1]}"


def _head(
    head: tuple[int, int], words: tuple[str, ...], row: tuple[float, ...], token: int, width: int
) -> Text:
    most = max(range(len(row)), key=row.__getitem__)
    where = f"{_word(most, words, token)} {share_text(row[most])}"
    said = f"{harmless(words[token])} looks most at {where}"
    return Text.assemble((f"{_name(head)}  ", "bold"), said if len(said) + 7 <= width else f"most at {where}")


def _word(at: int, words: tuple[str, ...], token: int) -> str:
    return "itself" if at == token else harmless(words[at])


def _in_words(difference: list[float], words: tuple[str, ...], token: int) -> str:
    more = max(range(len(difference)), key=difference.__getitem__)
    less = min(range(len(difference)), key=difference.__getitem__)
    said = [
        f"{name} at {_word(at, words, token)}"
        for name, at, value in (("more", more, difference[more]), ("less", less, -difference[less]))
        if value >= _SAME
    ]
    return ", ".join(said) or "nearly the same row"
