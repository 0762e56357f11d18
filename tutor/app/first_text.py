"""The beginning of the section where the learner left off, shown until the course is loaded if no picture of it is
stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.app.rich_theme import prose
from tutor.app.widgets.columns import NARROW, columns, path_for
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.headings import fence_infos, under_each
from tutor.disk import read_text

if TYPE_CHECKING:
    from textual.geometry import Size

SIGN = 3  # columns before a section in the path
LOW = 20  # with fewer rows the text has no frame
_STEP = re.compile(r"^step:\s*(\d+)\s*$", re.MULTILINE)
_TITLE = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Beginning:
    """The text of a section up to its first block, and what is around it."""

    step: str
    lesson: str
    title: str
    number: int
    words: str
    titles: tuple[str, ...]  # of all sections


def beginning(course: Path, state: Mapping[str, Any]) -> Beginning | None:
    """The beginning of the section in ``state``; None if the app opens elsewhere or the section begins otherwise."""
    if state.get("place") != "learn":
        return None
    try:
        text = read_text(course / "lessons" / f"{state.get('lesson')}.md")
    except (OSError, ValueError):
        return None
    head, _, body = text.removeprefix("---").partition("\n---\n")
    step, title = _STEP.search(head), _TITLE.search(head)
    sections = list(under_each(body.split("\n"), 2))
    for number, (heading, under) in enumerate(sections, 1):
        if heading.id == state.get("section") and step and title:
            lines = under.split("\n")
            ends = [n for n, line in enumerate(lines) if line.startswith("<")] + [len(lines)]
            first = next((line for line, _ in fence_infos(lines)), len(lines))
            words = "\n".join(lines[: min(first, *ends)]).strip()
            titles = tuple(one.title for one, _ in sections)
            lesson = title[1].strip("\"'")
            return Beginning(step[1], lesson, heading.title, number, words, titles) if words else None
    return None


class FirstText(Vertical):
    """Has the layout of Learn. Handles no keys and clicks."""

    DEFAULT_CSS = "FirstText { width: 100%; height: 100%; } FirstText #section { overflow: hidden; }"

    def __init__(self, of: Beginning, size: Size) -> None:
        super().__init__()
        self.of, self.room = of, size

    def compose(self) -> ComposeResult:
        """The frames of Learn with the text in them."""
        of, width = self.of, self.room.width
        yield Static(f"Transformer Tutor   Step {of.step} · {of.lesson}", id="top", markup=False)
        path, panel = Static("", id="path"), Static("", id="sizes")
        needed = path_for(max(map(cell_len, of.titles)) + SIGN)
        path.styles.width, panel.styles.width = columns(width, needed)
        with Horizontal(id="places"):
            if width >= NARROW:
                yield path
            with Vertical(id="section") as frame:
                frame.border_title = Content(f"{of.step}.{of.number} {of.title}")
                yield SelectableStatic(prose(of.words), classes="prose")
            if width >= NARROW:
                yield panel
        yield Static("", id="foot")
