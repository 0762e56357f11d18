"""A picture of Learn from the last session, painted at the next start until the course is loaded.

Pictures are cached, one file per section and terminal size, and may be deleted at any time.
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

KEPT = 40  # number of files; the oldest are deleted
LARGEST = 500_000  # bytes; a screen of text takes a tenth of it
Lines = list[list[tuple[str, str]]]  # segments of text and style, by line


class FirstPicture(Widget):
    """Draws the saved lines. Handles no keys and clicks."""

    DEFAULT_CSS = "FirstPicture { width: 100%; height: 100%; }"

    def __init__(self, strips: list[Strip]) -> None:
        super().__init__()
        self.strips = strips

    def render_line(self, y: int) -> Strip:
        """The saved line."""
        return self.strips[y] if y < len(self.strips) else Strip.blank(self.size.width)


def place_of(course: Path, workspace: Path, state: Mapping[str, Any], size: Size) -> Path | None:
    """The file for the section in ``state``; None if the app does not open in Learn.

    The name depends on the lesson's text, tutor's version, the theme and the size.
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
    """The lines of a picture; None if it is missing or damaged."""
    if path is None:
        return None
    try:
        lines = json.loads(read_regular(path, LARGEST))
        return [Strip([_segment(text, style) for text, style in line]) for line in lines]
    except (OSError, ValueError, TypeError, RecursionError, StyleSyntaxError):
        return None


def _segment(text: object, style: object) -> Segment:
    if not (isinstance(text, str) and isinstance(style, str) and text.isprintable()):
        raise ValueError("no screen text")
    return Segment(text, Style.parse(style))


def lines_of(screen: Screen[Any]) -> Lines:
    """The lines of Learn at the top of a section, as the next start shows it; empty if a dialog or notice covers it."""
    views = screen.query("LearnScreen #section")
    if not views or views.first().scroll_offset.y or screen.query("Toast"):
        return []
    return [
        [(text, "" if style is None else str(style)) for text, style, _ in strip]
        for strip in screen._compositor.render_strips()
    ]


def keep(path: Path, lines: Lines) -> None:
    """Save a picture for the next start. Ignores write errors; concurrent writers do not mix."""
    with suppress(FileError, OSError):
        make_folder(path.parent)
        write_atomic(path, json.dumps(lines, ensure_ascii=False).encode())
        newest = sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in newest[KEPT:]:
            old.unlink(missing_ok=True)
