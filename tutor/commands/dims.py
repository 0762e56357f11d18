"""``tutor dims``: the dimension table of a named architecture."""

from __future__ import annotations

from tutor.commands.console import console, show, show_json, symbols
from tutor.commands.problem import Problem

USUAL_LENGTH = 1024


def dims(name: str, seq_len: int | None, batch: int, as_json: bool) -> None:
    """Print the table of ``name`` for ``batch`` sequences of ``seq_len`` tokens."""
    from tutor.transformers.architectures.presets import preset
    from tutor.transformers.architectures.tensors import tensors_of

    try:
        architecture = preset(name)
        # Without being told, no longer than a table of learned positions allows.
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


def list_presets(as_json: bool) -> None:
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
