"""The program: its commands and their modules, and its options without a command.

A command's module is imported, and its parameters are built, only when it is called or its help is requested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tutor.cli.parameters import CourseOption
from tutor.course.roots import own_root, plugin_name

# In the order of the help: module and function, or a group of commands. A plug-in's commands come between the two.
LEARNING = {
    "start": "tutor.cli.learn_commands:start",
    "init": "tutor.cli.learn_commands:init",
    "check": "tutor.cli.check_command:check",
    "hint": "tutor.cli.exercise_commands:hint",
    "solution": "tutor.cli.exercise_commands:solution",
    "reset": "tutor.cli.exercise_commands:reset",
    "progress": "tutor.cli.report_commands:progress",
    "report": "tutor.cli.report_commands:report",
    "plan": "tutor.cli.learn_commands:plan",
    "search": "tutor.cli.learn_commands:search",
    "serve": "tutor.cli.serve_command:serve",
    "config": "tutor.cli.config_command:config",
    "trace": "tutor.cli.inspect_commands:trace",
}
TEACHING = {
    "doctor": "tutor.cli.inspect_commands:doctor",
    "grade": "tutor.classroom.grade_command:grade",
    "classroom": "tutor.classroom.classroom_command:classroom_commands",
    "course": "tutor.cli.author_commands:course_commands",
}


class LazyCommands(MutableMapping[str, Any]):
    """Commands by name, each imported and built on first access."""

    def __init__(self) -> None:
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            module, _, attribute = _found(name).partition(":")
            self._built[name] = _build(name, getattr(import_module(module), attribute))
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        del self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*LEARNING, *_plugin_commands_here(), *TEACHING))

    def __len__(self) -> int:
        return len(list(iter(self)))


def _found(name: str) -> str:
    """The module of a command. Commands of tutor's own plug-in exist in every course, and report if they do not apply.

    Raises:
        KeyError: there is no such command.
    """
    own = LEARNING.get(name) or TEACHING.get(name)
    return own or _plugin_commands_here().get(name) or _plugin_commands(own_root())[name]


@cache
def _plugin_commands_here() -> Mapping[str, str]:
    from tutor.course.roots import NotACourseError
    from tutor.disk import FileError
    from tutor.workspace import look

    try:
        return _plugin_commands(look().course)
    except (NotACourseError, FileError, OSError):
        return {}


def _plugin_commands(course: Path) -> Mapping[str, str]:
    """The commands of a course's plug-in; none if it cannot be used, which every command reports."""
    from tutor.hooks import PluginError, plugin

    try:
        return plugin(plugin_name(course)).commands
    except PluginError:
        return {}


def _build(name: str, found: Any) -> Any:
    """The typer command for a function, or for a group."""
    if isinstance(found, typer.Typer):
        group = typer.main.get_command(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


class LazyGroup(TyperGroup):
    """The group of all commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = LazyCommands()


app = typer.Typer(
    cls=LazyGroup,
    name="tutor",
    help="Learn transformers in your terminal: read, watch the shapes move, write the code yourself.",
    epilog="Most of the time you need one command: tutor start",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> Any:
    """Execute the command line."""
    return typer.main.get_command(app).main(prog_name="tutor", standalone_mode=False)


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
