"""The lower edge of the text: the sizes if their panel is hidden, the position in the course, the month of the
section's facts, and the reading time."""

from __future__ import annotations

from rich.cells import cell_len

from tutor.app.widgets.size_bar import SizesPanel
from tutor.course import dated
from tutor.course.minutes import amount, in_words
from tutor.course.model import Lesson, Section


def lower_edge(lesson: Lesson, section: Section, panel: SizesPanel, room: int, *, folded: bool) -> str:
    """As much as fits into ``room`` columns; the sizes only if their panel is ``folded``."""
    here, last = lesson.sections.index(section) + 1, len(lesson.sections)
    at = f"{here} of {last}"
    edge = (panel.in_a_row(" · ", room - cell_len(at)) if folded else "") + at
    as_of = lesson.as_of.get(section.id)
    month = f" · {dated.in_words(as_of)}" if as_of else ""
    time = f" · {in_words(amount(section, lesson).minutes)}"
    for tried in (edge + month + time, edge + month, edge + time, edge):
        if cell_len(tried) <= room:
            return tried
    return f"{panel.in_a_row(' ')}{here}/{last}"
