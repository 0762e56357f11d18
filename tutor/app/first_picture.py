"""What Learn looked like when its section was last opened: it is painted at the next start, until the course is read.

It is kept among the user's caches, one file for each section and size of the terminal, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.errors import StyleSyntaxError
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tutor import __version__
from tutor.disk import FileError, make_folder, read_regular, write_atomic

KEPT = 40  # files; the oldest go
LARGEST = 500_000  # bytes; a screen of text has a tenth of it
Lines = list[list[tuple[str, str]]]  # each line's pieces of text, with their styles


class FirstPicture(Widget):
    """Ready lines; it takes no key and no click."""

    DEFAULT_CSS = "FirstPicture { width: 100%; height: 100%; }"

    def __init__(self, strips: list[Strip]) -> None:
        super().__init__()
        self.strips = strips

    def render_line(self, y: int) -> Strip:
        """As it was."""
        return self.strips[y] if y < len(self.strips) else Strip.blank(self.size.width)


def place_of(course: Path, workspace: Path, state: Mapping[str, Any], size: Size) -> Path | None:
    """Where the picture of the section in ``state`` is kept; None where the app opens elsewhere than in Learn.

    Another text of the lesson, version of the tutor, theme or size has another picture.
    """
    if state.get("place") != "learn":
        return None
    lesson = course / "lessons" / f"{state.get('lesson')}.md"
    named = os.environ.get("TUTOR_CACHE")
    if named == "":
        return None
    try:
        told = lesson.stat()
        if named is None:
            from platformdirs import user_cache_path

            folder = user_cache_path("transformer-tutor")
        else:
            folder = Path(named)
    except (OSError, ValueError, RuntimeError):
        return None
    key = (
        __version__,
        str(workspace),
        str(lesson),
        told.st_mtime_ns,
        told.st_size,
        str(state.get("section")),
        str(state.get("theme")),
        *size,
    )
    return folder / "screens" / f"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}.json"


def read(path: Path | None) -> list[Strip] | None:
    """The lines of a picture; None where there is none, or it is damaged."""
    if path is None:
        return None
    try:
        lines = json.loads(read_regular(path, LARGEST))
        return [Strip([_segment(text, style) for text, style in line]) for line in lines]
    except (OSError, ValueError, TypeError, RecursionError, StyleSyntaxError):
        return None


def _segment(text: object, style: object) -> Segment:
    if not (isinstance(text, str) and isinstance(style, str) and text.isprintable()):
        raise ValueError("no text of a screen")
    return Segment(text, Style.parse(style))


def lines_of(screen: Screen[Any]) -> Lines:
    """What Learn shows at the top of a section, where the next start opens; nothing below a window or a notice."""
    views = screen.query("LearnScreen #section")
    if not views or views.first().scroll_offset.y or screen.query("Toast"):
        return []
    return [
        [(text, "" if style is None else str(style)) for text, style, _ in strip]
        for strip in screen._compositor.render_strips()
    ]


def keep(path: Path, lines: Lines) -> None:
    """For the next start. What cannot be written is not kept; two at once do not mix."""
    with suppress(FileError, OSError):
        make_folder(path.parent)
        write_atomic(path, json.dumps(lines, ensure_ascii=False).encode())
        newest = sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest[KEPT:]:
            old.unlink(missing_ok=True)
