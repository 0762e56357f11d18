"""``tutor attend``: what a small trained model looks at, as a grid and in words, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.commands.console import console, show, show_json, symbols
from tutor.commands.problem import Problem

if TYPE_CHECKING:
    from tutor.model.look import Look

MODES = ("causal", "bidirectional")


def attend(
    text: str, token: str | None, layer: int | None, head: int | None, mode: str, as_json: bool
) -> None:
    """Look at ``text`` with one head (by default the one that looks furthest from itself), and read out a row."""
    if mode not in MODES:
        raise Problem(f"--mode is causal or bidirectional, not '{mode}'.")
    from tutor.model.look import N_BLOCKS, N_HEADS, Name, Settings, look

    for value, bound, name in ((layer, N_BLOCKS, "layer"), (head, N_HEADS, "head")):
        if value is not None and not 0 <= value < bound:
            raise Problem(f"--{name} is 0 to {bound - 1}, not {value}.")
    model: Name = "causal" if mode == "causal" else "bidirectional"
    first = look(text, Settings(model=model))
    at = _position(first, token) if token is not None else len(first.tokens.ids) - 1
    seen = look(text, Settings(model=model, token=at))
    layer = 0 if layer is None else layer
    head = 0 if head is None else head
    if as_json:
        show_json(
            {
                "model": model,
                "mode": mode,
                "tokens": list(seen.tokens.written),
                "layer": layer,
                "head": head,
                "weights": [list(row) for row in seen.attention[layer][head]],
                "predictions": [{"word": g.word, "probability": g.probability} for g in seen.guesses],
            }
        )
        return
    _print(seen, layer, head, at, mode)


def _position(seen: Look, token: str) -> int:
    """The last place of a token, given as a word or as a number.

    Raises:
        Problem: it is not in the text.
    """
    wanted = token.casefold()
    places = [n for n, word in enumerate(seen.tokens.written) if word.casefold() == wanted]
    if places:
        return places[-1]
    if token.isdecimal() and int(token) < len(seen.tokens.ids):
        return int(token)
    words = ", ".join(seen.tokens.written)
    raise Problem(f"'{token}' is no token of this text. Its tokens are: {words}")


def _print(seen: Look, layer: int, head: int, at: int, mode: str) -> None:
    from rich.text import Text

    from tutor.model.look import in_words
    from tutor.render.attention import attention_grid, guesses_view

    out = console()
    rows = seen.attention[layer][head]
    signs = symbols(out)
    show(Text(f"{mode} model, layer {layer}, head {head}", style="bold"))
    show(attention_grid(rows, seen.labels, chosen=at, width=out.width, numbers=True, symbols=signs))
    show(Text(""))
    show(Text(in_words(seen, rows, at)))
    place = "after" if mode == "causal" else "in place of"
    show(Text(f"\nWhat the model expects {place} {seen.tokens.written[at]}", style="bold"))
    show(guesses_view([(g.word, g.probability) for g in seen.guesses], symbols=signs))
    if not all(seen.tokens.known):
        show(Text("° a word the model does not know: it reads a numbered, nameless word in its place"))
