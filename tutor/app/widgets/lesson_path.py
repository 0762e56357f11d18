"""The path: every step, and the sections of the current one."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable

from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize
from textual.widgets.option_list import Option

from tutor.app.widgets.columns import path_for
from tutor.app.widgets.options import Options
from tutor.course.model import Course
from tutor.progress.standing import Standing

Place = tuple[str, str | None]  # lesson id, section id


class PathList(Options):
    """Choosing a section (or a step, for its first section) opens it. Long titles wrap with an indentation."""

    def __init__(self, course: Course, **kwargs: str) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.course = course
        self.border_title = "Path"
        self.titles: list[tuple[str, str, bool]] = []  # sign, title, whether it is the current one
        self.places: list[Place] = []
        self.left: Hashable = None  # the spot to go back to: lesson id, section id, and more

    def place(self, index: int) -> Place:
        """The target of the option with this index."""
        return self.places[index]

    @property
    def needed(self) -> int:
        """The width in columns at which no listed title wraps."""
        longest = max((cell_len(sign) + cell_len(title) for sign, title, _ in self.titles), default=0)
        return path_for(longest)

    def _left(self, *place: str) -> bool:
        """Whether the spot to go back to is in this step, or in this section of it."""
        return isinstance(self.left, tuple) and self.left[: len(place)] == place

    def show_place(self, lesson_id: str, section_id: str, standing: Standing) -> None:
        """Expand only this step, mark the current section, and tick the sections that were read."""
        self.titles, self.places = [], []
        chosen = 0
        for lesson in self.course.lessons:
            count = standing.step(lesson.id)
            done = count is not None and count.sections > 0 and count.read == count.sections
            opened = lesson.id == lesson_id
            tick = " ←" if not opened and self._left(lesson.id) else " ✓" if done else ""
            self._add(f"{lesson.step}", f"{lesson.title}{tick}", opened, (lesson.id, None))
            for section in lesson.sections if opened else ():
                here = section.id == section_id
                if here:
                    chosen = len(self.places)
                sign = "✓" if standing.is_read(lesson.id, section.id) else " "
                sign = "▸" if here else "←" if self._left(lesson.id, section.id) else sign
                self._add(f" {sign}", section.title, here, (lesson.id, section.id))
        self._redraw()
        self.highlighted = chosen

    def _add(self, sign: str, title: str, here: bool, place: Place) -> None:
        self.titles.append((f"{sign} ", title, here))
        self.places.append(place)

    def on_resize(self, event: Resize) -> None:
        """Wrap titles for the new width."""
        chosen = self.highlighted
        self._redraw()
        self.highlighted = chosen

    def _redraw(self) -> None:
        room = max(self.scrollable_content_region.width, 12)
        self.clear_options()
        self.add_options([Option(_wrapped(sign, title, here, room)) for sign, title, here in self.titles])


def _wrapped(sign: str, title: str, here: bool, room: int) -> Content:
    """Wrap at spaces, and at hyphens if a single word is longer than a line."""
    indent = " " * cell_len(sign)
    long = max(map(cell_len, title.split()), default=0) > room - cell_len(sign)
    text = textwrap.fill(title, room, initial_indent=sign, subsequent_indent=indent, break_on_hyphens=long)
    return Content.styled(text.rstrip(), "bold" if here else "")
