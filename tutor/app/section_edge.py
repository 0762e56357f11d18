"""The lower edge of the text: the sizes if their panel is hidden, the position, the time."""

from __future__ import annotations

from rich.cells import cell_len

from tutor.app.widgets.size_bar import SizesPanel
from tutor.course.minutes import amount, in_words
from tutor.course.model import Lesson, Section


def lower_edge(lesson: Lesson, section: Section, panel: SizesPanel, room: int, *, folded: bool) -> str:
    """As much as fits into ``room`` columns; the sizes only if their panel is ``folded``."""
    here, last = lesson.sections.index(section) + 1, len(lesson.sections)
    edge = (panel.in_a_row(" · ") if folded else "") + f"{here} of {last}"
    time = f" · {in_words(amount(section, lesson).minutes)}"
    if cell_len(edge + time) <= room:
        return edge + time
    return edge if cell_len(edge) <= room else f"{panel.in_a_row(' ')}{here}/{last}"
