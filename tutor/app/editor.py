"""Finds the learner's editor, its option for opening at a line, and whether it needs the terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, SuspendNotSupported

from tutor.settings import settings

# These open their own window and leave the terminal alone.
WINDOWED = frozenset(
    "code codium code-insiders cursor windsurf zed subl sublime_text gedit gnome-text-editor kate kwrite xed pluma "
    "mousepad geany atom pycharm charm idea gvim mvim macvim mate bbedit notepadqq leafpad open xdg-open".split()
)
# How each editor takes a line number. Other editors only open the file.
_GOTO = frozenset("code codium code-insiders cursor windsurf".split())  # -g file:line
_COLON = frozenset("zed subl sublime_text hx helix".split())  # file:line
_PLUS = frozenset(
    "vi vim nvim gvim mvim nano micro emacs emacsclient kak ne joe gedit xed pluma".split()
)  # +line

# The editors offered if none is set, in this order, with the options that they need.
OFFERED = {
    "code": ("VS Code", ()),
    "cursor": ("Cursor", ()),
    "zed": ("Zed", ()),
    "nvim": ("Neovim", ()),
    "vim": ("Vim", ()),
    "hx": ("Helix", ()),
    "nano": ("nano", ()),
    "micro": ("micro", ()),
    "emacs": ("Emacs", ("-nw",)),
    "vi": ("vi", ()),
}
MYSELF = "myself"  # the learner opens files without tutor's help
OWN = "tutor"  # the editor inside the app; the only one in a browser


@dataclass(frozen=True, slots=True)
class Editor:
    """A command with its arguments. ``windowed`` editors are started without waiting for them."""

    command: tuple[str, ...]
    windowed: bool

    def on(self, path: Path, line: int | None = None) -> list[str]:
        """The command line for a file, at ``line`` if the editor supports that."""
        program = Path(self.command[0]).name
        if line is None:
            return [*self.command, str(path)]
        if program in _GOTO:
            return [*self.command, "-g", f"{path}:{line}"]
        if program in _COLON:
            return [*self.command, f"{path}:{line}"]
        return [*self.command, *([f"+{line}"] if program in _PLUS else []), str(path)]


def installed() -> dict[str, str]:
    """The installed editors among those offered: program to title."""
    found = {program: title for program, (title, _) in OFFERED.items() if shutil.which(program)}
    if "vim" in found:
        found.pop("vi", None)  # usually the same program as vim
    return found


def chosen_editor(kept: object, *, in_browser: bool) -> str:
    """The program chosen in the app (``kept``), ``OWN`` or ``MYSELF``; ``OWN`` also if the settings say so, and in a
    browser, where no other editor can be opened; "" if nothing is chosen."""
    if in_browser:
        return OWN
    return str(kept or "") or (OWN if settings().editor.strip() == OWN else "")


def find_editor(chosen: str = "", environ: Mapping[str, str] = os.environ) -> Editor | str | None:
    """The editor ``chosen`` in tutor, else that of ``$VISUAL`` or ``$EDITOR``.

    None if none is set, so that the learner must be asked, or if they open files themselves. A sentence with advice if
    the one that is set cannot be used.
    """
    if chosen == MYSELF:
        return None
    if chosen in OFFERED and shutil.which(chosen):
        return Editor((chosen, *OFFERED[chosen][1]), chosen in WINDOWED)
    set_in = {"editor in config.toml": settings().editor, "$VISUAL": "", "$EDITOR": ""}
    for name, value in set_in.items():
        text = (environ.get(name[1:], "") if name.startswith("$") else value).strip()
        if not text:
            continue
        try:
            words = tuple(shlex.split(text))
        except ValueError:
            return f"{name} is {text!r}, which is not a valid command. {_how_to_set(name)}"
        if not shutil.which(words[0]):
            return f"{name} is {text!r}, but no such program is installed. {_how_to_set(name)}"
        return Editor(words, Path(words[0]).name in WINDOWED and "--wait" not in words and "-w" not in words)
    return None


def _how_to_set(name: str) -> str:
    how = f"export {name[1:]}=nano" if name.startswith("$") else 'editor = "nano"'
    return f"Set it to your editor: {how}"


def open_file(app: App[None], editor: Editor, path: Path, line: int | None = None) -> None:
    """Open ``path``: a windowed editor beside the app, any other in the app's place until it exits."""
    try:
        _run(app, editor, editor.on(path, line))
    except SuspendNotSupported:
        app.notify(
            f"The editor cannot run inside this terminal. Open the file yourself: {path}", markup=False
        )
    except OSError as error:
        app.notify(
            f"{editor.command[0]} could not be started ({error.strerror}). The file is {path}",
            severity="error",
            markup=False,
        )


def _run(app: App[None], editor: Editor, command: list[str]) -> None:
    if not editor.windowed:
        with app.suspend():
            subprocess.run(command, check=False)
        app.refresh()
        return
    subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    program = Path(editor.command[0]).name
    title = OFFERED[program][0] if program in OFFERED else program
    app.notify(f"Opened in {title}. Every save is checked.", markup=False)
