"""The program that the commands belong to, and what it takes without any of them."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.cli.options import CourseOption

app = typer.Typer(
    name="tutor",
    help="Learn transformers in your terminal: read, watch the shapes move, write attention yourself.",
    epilog="Most of the time you need one command: tutor start",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
course_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="For those who write the course.")
app.add_typer(course_app, name="course")
new_app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Begin a new part of the course.")
course_app.add_typer(new_app, name="new")


def _version(wanted: bool) -> None:
    if wanted:
        from tutor import __version__

        typer.echo(f"tutor {__version__} (transformer-tutor)")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
    course: CourseOption = None,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
