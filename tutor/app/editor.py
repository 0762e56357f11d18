"""Which editor opens the learner's file, and whether it needs the terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.app import App, SuspendNotSupported

# These open a window of their own and leave the terminal alone.
WINDOWED = frozenset(
    "code codium code-insiders cursor windsurf zed subl sublime_text gedit gnome-text-editor kate kwrite xed pluma "
    "mousepad geany atom pycharm charm idea gvim mvim macvim mate bbedit notepadqq leafpad open xdg-open".split()
)
FALLBACKS = ("nano", "vim", "vi", "emacs")


@dataclass(frozen=True, slots=True)
class Editor:
    """A command with its arguments; ``windowed`` ones are started and left alone."""

    command: tuple[str, ...]
    windowed: bool

    def on(self, path: Path) -> list[str]:
        """The command line for a file."""
        return [*self.command, str(path)]


def find_editor(environ: Mapping[str, str] = os.environ) -> Editor | str:
    """The learner's editor from ``$VISUAL`` or ``$EDITOR``, or a usual one; else a sentence that says what to do."""
    for name in ("VISUAL", "EDITOR"):
        text = environ.get(name, "").strip()
        if not text:
            continue
        try:
            words = tuple(shlex.split(text))
        except ValueError:
            return f"${name} is {text!r}, which is no command. Set it to your editor: export {name}=nano"
        if not shutil.which(words[0]):
            return f"${name} is {text!r}, but there is no such program. Set it to your editor: export {name}=nano"
        return Editor(words, Path(words[0]).name in WINDOWED and "--wait" not in words and "-w" not in words)
    for program in FALLBACKS:
        if shutil.which(program):
            return Editor((program,), False)
    return "No editor found. Open the file in any editor you like, or set one: export EDITOR=nano"


def open_file(app: App[None], path: Path) -> None:
    """Open ``path``: an editor with a window beside the app, any other in the app's place until it ends."""
    editor = find_editor()
    if isinstance(editor, str):
        app.notify(f"{editor}\nThe file is {path}", severity="warning", markup=False, timeout=12)
        return
    try:
        _run(app, editor, path)
    except SuspendNotSupported:
        app.notify(
            f"This terminal cannot make room for an editor. Open the file yourself: {path}", markup=False
        )
    except OSError as error:
        app.notify(
            f"{editor.command[0]} could not be started ({error.strerror}). The file is {path}",
            severity="error",
            markup=False,
        )


def _run(app: App[None], editor: Editor, path: Path) -> None:
    if not editor.windowed:
        with app.suspend():
            subprocess.run(editor.on(path), check=False)
        app.refresh()
        return
    subprocess.Popen(
        editor.on(path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    app.notify(f"Opened in {Path(editor.command[0]).name}. Saving checks it.", markup=False)
