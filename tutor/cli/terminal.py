"""The one way out to a terminal: colour only there, plain text into a pipe, ASCII where there is no more.

Nothing that a learner, a file or a name of a folder says is obeyed by the terminal.
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
LONGEST_WORD = 300  # a file's name has 255 at most


def is_terminal(stream: TextIO | None) -> bool:
    """Whether ``stream`` is there, open, and a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it was closed
        return False


def console(file: TextIO | None = None) -> Console:
    """A console on ``file`` (standard output): no markup, no guessing at highlights."""
    from rich.console import Console

    out = file or sys.stdout
    piped = not out.isatty()
    return Console(
        file=out,
        width=PIPED_WIDTH if piped and "COLUMNS" not in os.environ else None,
        # Whatever FORCE_COLOR says, a pipe gets no escape codes that would move a cursor.
        force_terminal=False if piped else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def symbols(of: Console) -> Symbols:
    """The marks that this console's encoding has."""
    from tutor.views.symbols import ASCII, UNICODE

    return ASCII if of.options.ascii_only else UNICODE


def show(*views: RenderableType, soft_wrap: bool = False) -> None:
    """Print views to standard output, without spaces at line ends when it is a pipe."""
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
    """A whole document on standard output: as it is into a pipe, escaped on a terminal."""
    sys.stdout.write(_escaped(document) if sys.stdout.isatty() else document)


def say(text: str) -> None:
    """Plain text and the end of its line on standard output."""
    sys.stdout.write(_escaped(text) + "\n")


def say_of(sentence: str, shown: str, path: Path) -> None:
    """``sentence``, in which ``shown`` names ``path``: on a terminal a link to it (OSC 8), plain in a pipe."""
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
    """One plain line on standard error, whatever stands in a name in it; an endless word is cut in its middle."""
    words = (
        word if len(word) < LONGEST_WORD else f"{word[:120]}…{word[-60:]}"
        for word in one_line(sentence).split(" ")
    )
    sys.stderr.write(" ".join(words) + "\n")


def one_line(text: str) -> str:
    """``text`` from outside for the inside of a line: nothing in it is obeyed, nor ends the line."""
    return _escaped(text).replace("\n", "␊").replace("\t", " ")


def _escaped(text: str) -> str:
    """``text`` without what a terminal would obey; line ends and tabs stay."""
    if text.replace("\n", "").replace("\t", "").isprintable():  # as nearly all is
        return text
    from tutor.views.text import harmless

    return harmless(text)


class _Harmless:
    """A view whose words are escaped and whose colours stay."""

    def __init__(self, view: RenderableType) -> None:
        self._view = view

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._view, options):
            words = segment.text if segment.control else _escaped(segment.text)
            yield segment if words == segment.text else type(segment)(words, segment.style)
