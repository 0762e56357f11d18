"""``tutor attend``: the attention of a small trained model as a heat map and in words, or as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.exits import Problem
from tutor.cli.parameters import JsonOption
from tutor.cli.terminal import console, say, show, show_json, symbols

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tutor.transformers.models.model_run import ModelRun
    from tutor.views.symbols import Symbols

MODES = ("causal", "bidirectional")
_HEAD = re.compile(r"L?(\d+)[. ]?H?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AttendOptions:
    """The command line's options. ``token`` is a word or a position; ``off`` names heads as ``1.2`` or ``L1H2``."""

    text: str
    token: str | None = None
    layer: int = 0
    head: int = 0
    mode: str = "causal"
    off: tuple[str, ...] = ()
    steps: bool = False


def attend(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence, in quotes.", show_default=False)],
    token: Annotated[
        str | None,
        typer.Option(
            "--token", metavar="WORD", help="The token whose row is described.", show_default="the last"
        ),
    ] = None,
    layer: Annotated[int, typer.Option("--layer", metavar="L", help="0 or 1; for smollm2, 0 to 29.")] = 0,
    head: Annotated[int, typer.Option("--head", metavar="H", help="0 to 3; for smollm2, 0 to 8.")] = 0,
    mode: Annotated[
        str,
        typer.Option(
            "--mode", metavar="MODE", help="causal, bidirectional, or a model from tutor model list."
        ),
    ] = "causal",
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="L.H", help="Switch off this head, e.g. 1.2; can be repeated."),
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Show how the row is computed, key by key.")] = False,
    picture: Annotated[
        list[Path] | None,
        typer.Option(
            "--png",
            "--svg",
            "--html",
            metavar="FILE",
            help="Save what is shown as a picture; the file's name ends in .png, .svg or .html.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a small trained model looks at in a sentence."""
    asked = AttendOptions(text, token, layer, head, mode, tuple(off or ()), steps)
    from tutor.transformers.models.model_run import Settings, run_model

    layers, heads = _size(asked.mode)
    for value, bound, name in ((asked.layer, layers, "layer"), (asked.head, heads, "head")):
        if not 0 <= value < bound:
            raise Problem(f"--{name} is 0 to {bound - 1}, not {value}.")
    dark = frozenset(_head(name, layers, heads) for name in asked.off)
    first = run_model(asked.text, Settings(model=asked.mode))
    at = _position(first, asked.token) if asked.token is not None else len(first.tokens.ids) - 1
    seen = run_model(asked.text, Settings(model=asked.mode, token=at, off=dark))
    for path in picture or ():
        _save(path, seen, asked, at)
    if as_json:
        show_json(_report(seen, asked))
    elif not picture:
        _print(seen, asked, at)


def _size(mode: str) -> tuple[int, int]:
    """The numbers of layers and heads of a model.

    Raises:
        Problem: no model has this name, or it cannot run here.
    """
    from tutor.disk import FileError
    from tutor.transformers.lab.lab_models import layers_and_heads

    if mode not in MODES:
        from tutor.transformers.llama.how_to_add import HOW_TO_ADD, NAME, models_that_run

        names, missing = models_that_run()
        if mode not in names:
            known = f"{', '.join((*MODES, *names)[:-1])} or {(*MODES, *names)[-1]}"
            raise Problem((missing or HOW_TO_ADD) if mode == NAME else f"--mode is {known}, not '{mode}'.")
    try:
        return layers_and_heads(mode)
    except FileError as error:
        raise Problem(str(error)) from None


def _head(name: str, layers: int, heads: int) -> tuple[int, int]:
    found = _HEAD.fullmatch(name.strip())
    layer, head = (int(found[1]), int(found[2])) if found else (layers, heads)
    if layer >= layers or head >= heads:
        raise Problem(f"--off names a head, from 0.0 to {layers - 1}.{heads - 1} (layer.head), not '{name}'.")
    return layer, head


def _report(seen: ModelRun, asked: AttendOptions) -> dict[str, object]:
    """The public JSON form."""
    report: dict[str, object] = {
        "model": asked.mode,
        "mode": "bidirectional" if asked.mode == "bidirectional" else "causal",
        "tokens": list(seen.tokens.written),
        "layer": asked.layer,
        "head": asked.head,
        "weights": [list(row) for row in seen.attention[asked.layer][asked.head]],
        "predictions": [{"word": g.word, "probability": g.probability} for g in seen.guesses],
    }
    if seen.settings.off:
        report["off"] = [f"{layer}.{head}" for layer, head in sorted(seen.settings.off)]
        report["before"] = [{"word": g.word, "probability": g.probability} for g in seen.before]
    return report


def _position(seen: ModelRun, token: str) -> int:
    """The last position of a token given as a word or a number.

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
    raise Problem(f"'{token}' is not a token of this text. Its tokens are: {words}")


def _views(
    seen: ModelRun, asked: AttendOptions, at: int, width: int, signs: Symbols
) -> Iterator[RenderableType]:
    """The heat map, the steps to its row, and the row in words."""
    from rich.text import Text

    from tutor.transformers.lab.attention_view import attention_grid
    from tutor.transformers.lab.row_steps_view import StepsBelow, steps_view
    from tutor.transformers.models.model_run import in_words

    rows = seen.attention[asked.layer][asked.head]
    dark = ", ".join(f"L{layer} H{head}" for layer, head in sorted(seen.settings.off))
    title = f"{asked.mode} model, layer {asked.layer}, head {asked.head}"
    yield Text(f"{title}; {dark} switched off" if dark else title, style="bold")
    grid = attention_grid(rows, seen.labels, chosen=at, width=width, numbers=True, symbols=signs)
    yield grid
    made = seen.row_steps(asked.layer, asked.head, at)
    if asked.steps:
        yield Text("")
        yield steps_view(made, seen.labels, signs)
    else:
        yield StepsBelow(made, grid)
    yield Text("")
    yield Text(in_words(seen, rows, at))


def _print(seen: ModelRun, asked: AttendOptions, at: int) -> None:
    from rich.text import Text

    from tutor.transformers.lab.attention_view import PaintedSentence

    out = console()
    signs = symbols(out)
    for view in _views(seen, asked, at, out.width, signs):
        show(view)
    # In a pipe the sentence and the heat map say the same.
    if out.color_system is not None and not out.no_color:
        row = seen.attention[asked.layer][asked.head][at]
        show(PaintedSentence(seen.labels, row, at, out.width, signs))
    _print_expected(seen, at)
    if not all(seen.tokens.known):
        show(Text("° a word the model does not know: it reads a numbered placeholder instead"))


def _save(path: Path, seen: ModelRun, asked: AttendOptions, at: int) -> None:
    """Save the heat map and the sentence as a picture.

    Raises:
        Problem: the file cannot be written, or its format is not supported.
    """
    from rich.console import Group

    from tutor.disk import FileError, write_atomic
    from tutor.transformers.lab.attention_view import PaintedSentence
    from tutor.views.picture_file import PictureError, picture_bytes
    from tutor.views.symbols import UNICODE

    width = 8 * len(seen.labels) + 16
    row = seen.attention[asked.layer][asked.head][at]
    view = Group(
        *_views(seen, asked, at, width, UNICODE), PaintedSentence(seen.labels, row, at, width, UNICODE)
    )
    try:
        write_atomic(path, picture_bytes(path.suffix.lower(), view, width=width, title="tutor attend"))
    except (PictureError, FileError) as error:
        raise Problem(str(error)) from None
    say(f"Saved {path}.")


def _print_expected(seen: ModelRun, at: int) -> None:
    """The words that the model predicts."""
    from rich.text import Text

    from tutor.transformers.lab.attention_view import guesses_view

    place = "in place of" if seen.settings.model == "bidirectional" else "after"
    show(Text(f"\nWhat the model expects {place} {seen.tokens.written[at]}", style="bold"))
    guesses, before = (
        [(guess.word, guess.probability) for guess in some] for some in (seen.guesses, seen.before)
    )
    show(guesses_view(guesses, before, symbols=symbols(console())))
