"""``tutor config``: shows the settings, where they are, and which keys can be changed."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.access import shown_path
from tutor.cli.exits import Problem
from tutor.cli.terminal import say, warn

if TYPE_CHECKING:
    from tutor.app.keys import Key


class What(StrEnum):
    """What the command does."""

    show = "show"
    path = "path"
    init = "init"
    keys = "keys"


def config(
    what: Annotated[
        What,
        typer.Argument(
            metavar="WHAT",
            help="show: the settings; path: where the file is; init: write a file to edit; keys: the actions.",
        ),
    ] = What.show,
) -> None:
    """Show your settings: editor, theme, timeout, schedule and keys."""
    from tutor import settings
    from tutor.disk import FileError, make_folder, write_new

    file = settings.path()
    if what is What.path:
        say(str(file))
        return
    if what is What.init:
        try:
            make_folder(file.parent)
            written = write_new(file, settings.TEMPLATE.encode())
        except FileError as error:
            raise Problem(str(error)) from None
        say(f"{'Written' if written else 'It exists already'}: {shown_path(file)}")
        return
    found, problem = settings.read()
    if problem:
        warn(problem)
    if what is What.keys:
        _show_keys()
        return
    exists = file.exists()
    say(f"{shown_path(file)}{'' if exists else ' does not exist; create it with: tutor config init'}")
    for name in ("editor", "theme", "timeout", "schedule"):
        say(f"  {name:9} {getattr(found, name) or 'not set'}")
    for action, keys in found.keymap.items():
        say(f"  {action} = {keys}")
    unknown = sorted(found.keymap.keys() - _all_keys().keys()) if found.keymap else []
    for action in unknown:
        warn(f"There is no action '{action}'. 'tutor config keys' lists them.")
    if problem or unknown:
        raise typer.Exit(1)


def _show_keys() -> None:
    rows = _all_keys()
    width = max(map(len, rows))
    for action, key in sorted(rows.items()):
        say(f"{action:{width}}  {key.keys:28}  {key.help.partition('  ')[0] or key.foot}")


def _all_keys() -> dict[str, Key]:
    """Every key of the app and its plug-in, by its action."""
    from tutor.app.keys import Key
    from tutor.course.roots import own_root, plugin_name

    found: dict[str, Key] = {}
    for package in ("tutor.app", "tutor.app.screens", "tutor.app.widgets", *_parts(plugin_name(own_root()))):
        for module in iter_modules(import_module(package).__path__):
            if module.ispkg:
                continue
            for value in vars(import_module(f"{package}.{module.name}")).values():
                for key in value if isinstance(value, tuple) else (value,):
                    if isinstance(key, Key) and key.keys and key.action:
                        found.setdefault(key.action, key)
    return found


def _parts(plugin: str) -> list[str]:
    """The packages of the plug-in that have screens."""
    if not plugin:
        return []
    package = import_module(plugin)
    return [f"{plugin}.{module.name}" for module in iter_modules(package.__path__) if module.ispkg]
