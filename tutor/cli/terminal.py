"""All output to the terminal: colours only on a terminal, plain text in a pipe, ASCII if the terminal has nothing else.

Control codes in text from learners, files or folder names never reach the terminal.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from tutor.views.symbols import Symbols

PIPED_WIDTH = 100
LONGEST_WORD = 300  # a file name has at most 255


def is_terminal(stream: TextIO | None) -> bool:
    """Whether ``stream`` exists, is open, and is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it was closed
        return False


def console(file: TextIO | None = None) -> Console:
    """A console on ``file`` (default: standard output) without markup and automatic highlighting."""
    from rich.console import Console

    out = file or sys.stdout
    piped = not out.isatty()
    return Console(
        file=out,
        width=PIPED_WIDTH if piped and "COLUMNS" not in os.environ else None,
        # A pipe gets no escape codes, whatever FORCE_COLOR says.
        force_terminal=False if piped else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def symbols(of: Console) -> Symbols:
    """The symbols that this console's encoding supports."""
    from tutor.views.symbols import ASCII, UNICODE

    return ASCII if of.options.ascii_only else UNICODE


def show(*views: RenderableType, soft_wrap: bool = False) -> None:
    """Print views to standard output, without trailing spaces in a pipe."""
    out = console()
    harmless = [_Harmless(view) for view in views]
    if out.is_terminal:
        out.print(*harmless, sep="\n", soft_wrap=soft_wrap)
        return
    with out.capture() as capture:
        out.print(*harmless, sep="\n", soft_wrap=soft_wrap)
    for line in capture.get().split("\n")[:-1]:
        sys.stdout.write(line.rstrip() + "\n")


def show_json(report: Any) -> None:
    """Print one JSON document and nothing else."""
    write(json.dumps(report, ensure_ascii=True, indent=2) + "\n")


def write(document: str) -> None:
    """Print a whole document: unchanged into a pipe, escaped on a terminal."""
    sys.stdout.write(_escaped(document) if sys.stdout.isatty() else document)


def say(text: str) -> None:
    """Print plain text and a newline."""
    sys.stdout.write(_escaped(text) + "\n")


def say_of(sentence: str, shown: str, path: Path) -> None:
    """Print ``sentence``, in which ``shown`` names ``path``: as a link on a terminal (OSC 8), plain in a pipe."""
    if not is_terminal(sys.stdout) or shown not in sentence:
        say(sentence)
        return
    from rich.style import Style
    from rich.text import Text

    text = Text(_escaped(sentence))
    start = text.plain.find(shown)
    text.stylize(Style(link=path.absolute().as_uri()), start, start + len(shown))
    show(text, soft_wrap=True)


def warn(sentence: str) -> None:
    """Print one plain line to standard error, escaping control characters; a very long word is shortened in the
    middle."""
    words = (
        word if len(word) < LONGEST_WORD else f"{word[:120]}…{word[-60:]}"
        for word in one_line(sentence).split(" ")
    )
    sys.stderr.write(" ".join(words) + "\n")


def one_line(text: str) -> str:
    """``text`` from outside tutor for use inside a line, with control characters and newlines escaped."""
    return _escaped(text).replace("\n", "␊").replace("\t", " ")


def _escaped(text: str) -> str:
    """``text`` with control characters escaped, except newlines and tabs."""
    if text.replace("\n", "").replace("\t", "").isprintable():  # true for nearly all text
        return text
    from tutor.views.text import harmless

    return harmless(text)


class _Harmless:
    """A view whose text is escaped but keeps its colours."""

    def __init__(self, view: RenderableType) -> None:
        self._view = view

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._view, options):
            words = segment.text if segment.control else _escaped(segment.text)
            yield segment if words == segment.text else type(segment)(words, segment.style)
