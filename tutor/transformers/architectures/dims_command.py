"""``tutor dims``: the dimension table of a named architecture."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.cli.exits import Problem
from tutor.cli.parameters import JsonOption
from tutor.cli.terminal import console, show, show_json, symbols

USUAL_LENGTH = 1024


def _names(incomplete: str) -> list[str]:
    from tutor.transformers.architectures.presets import presets

    return [name for name in presets() if name.startswith(incomplete)]


def dims(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="An architecture, like gpt2.",
            autocompletion=_names,
            show_default=False,
        ),
    ] = None,
    seq_len: Annotated[
        int | None,
        typer.Option("--seq-len", min=1, metavar="T", help="Tokens in a sequence.", show_default="1024"),
    ] = None,
    batch: Annotated[int, typer.Option("--batch", min=1, metavar="B", help="Sequences at once.")] = 1,
    list_names: Annotated[bool, typer.Option("--list", help="List the architectures.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print every tensor of an architecture and what it costs."""
    if list_names:
        _list_presets(as_json)
    elif name is None:
        raise typer.BadParameter("name an architecture, or use --list", param_hint="NAME")
    else:
        _print_table(name, seq_len, batch, as_json)


def _print_table(name: str, seq_len: int | None, batch: int, as_json: bool) -> None:
    """Print the table of ``name`` for ``batch`` sequences of ``seq_len`` tokens."""
    from tutor.transformers.architectures.presets import preset
    from tutor.transformers.architectures.tensors import tensors_of

    try:
        architecture = preset(name)
        # By default, no longer than a learned position table allows.
        length = seq_len or min(USUAL_LENGTH, architecture.max_positions or USUAL_LENGTH)
        table = tensors_of(architecture, seq_len=length, batch=batch)
    except (LookupError, ValueError) as error:
        raise Problem(_sentence(error)) from None
    if as_json:
        show_json(table.report())
        return
    from tutor.transformers.architectures.dims_view import dims_view

    out = console()
    show(dims_view(table, out.width, symbols(out)))


def _list_presets(as_json: bool) -> None:
    """Print the names that ``tutor dims`` knows."""
    from tutor.transformers.architectures.presets import presets

    known = presets().values()
    if as_json:
        show_json([{"name": a.name, "title": a.title, "kind": a.kind, "source": a.source} for a in known])
        return
    from tutor.transformers.architectures.dims_view import dims_list_view

    show(dims_list_view(known))


def _sentence(error: LookupError | ValueError) -> str:
    text = str(error.args[0] if error.args else error)
    return text if text.endswith((".", "--list")) else f"{text}."
