"""Which editor opens the learner's file, and whether it needs the terminal."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
