"""Commands that show something: shapes, a model's attention, the tensors of an architecture, this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.cli.options import CourseOption, JsonOption, WorkspaceOption, preset_names
from tutor.cli.program import app


@app.command()
def trace(
    target: Annotated[
        str,
        typer.Argument(metavar="EXERCISE|FILE", help="An exercise, or a Python file.", show_default=False),
    ],
    as_json: JsonOption = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="How long it may run.")
    ] = 5.0,
    workspace: WorkspaceOption = None,
    course: CourseOption = None,
) -> None:
    """Run code and print the shapes beside its lines."""
    from tutor.commands.trace import trace

    raise typer.Exit(trace(target, as_json, timeout, workspace))


@app.command()
def attend(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence, in quotes.", show_default=False)],
    token: Annotated[
        str | None,
        typer.Option("--token", metavar="WORD", help="Whose row to read out.", show_default="the last"),
    ] = None,
    layer: Annotated[int, typer.Option("--layer", metavar="L", help="0 or 1; of minilm 0 to 5.")] = 0,
    head: Annotated[int, typer.Option("--head", metavar="H", help="0 to 3; of minilm 0 to 11.")] = 0,
    mode: Annotated[
        str,
        typer.Option(
            "--mode", metavar="MODE", help="causal, bidirectional, or minilm where it is installed."
        ),
    ] = "causal",
    off: Annotated[
        list[str] | None,
        typer.Option("--off", metavar="L.H", help="Switch this head off, like 1.2; again for more."),
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Show how the row is made, key by key.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what a small trained model looks at in a sentence."""
    from tutor.commands.attend import Asked
    from tutor.commands.attend import attend as command

    command(Asked(text, token, layer, head, mode, tuple(off or ()), steps), as_json)


@app.command()
def dims(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="An architecture, like gpt2.",
            autocompletion=preset_names,
            show_default=False,
        ),
    ] = None,
    seq_len: Annotated[
        int | None,
        typer.Option("--seq-len", min=1, metavar="T", help="Tokens in a sequence.", show_default="1024"),
    ] = None,
    batch: Annotated[int, typer.Option("--batch", min=1, metavar="B", help="Sequences at once.")] = 1,
    list_names: Annotated[bool, typer.Option("--list", help="Name the architectures.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Print every tensor of an architecture, and what it costs."""
    from tutor.commands import dims as command

    if list_names:
        command.list_presets(as_json)
    elif name is None:
        raise typer.BadParameter("name an architecture, or use --list", param_hint="NAME")
    else:
        command.dims(name, seq_len, batch, as_json)


@app.command()
def doctor(workspace: WorkspaceOption = None, course: CourseOption = None) -> None:
    """Print what the tutor sees of this machine."""
    from tutor.commands.doctor import doctor

    doctor(workspace)
