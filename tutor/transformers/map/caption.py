"""The caption of a part of the map, with the course's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tutor.course.kinds import kinds_of, parted
from tutor.transformers.map.map_picture import Caption
from tutor.transformers.map.pieces import piece_table

if TYPE_CHECKING:
    from tutor.course.model import Course

# By the kind of a reference.
KEYS = {"section": "↵", "exercise": "e", "lab": "x"}
SHELL = {"section": "read", "exercise": "write", "lab": "try"}


def caption_of(course: Course, name: str, keys: Mapping[str, str] = KEYS, note: str = "") -> Caption:
    """The caption of the part ``name``. ``keys`` gives the key shown before each reference."""
    piece = piece_table(course).piece(name)
    leads = tuple((keys[kind], title_of(course, reference)) for kind, reference in piece.leads)
    return Caption(piece.says, piece.formula, leads, note)


def title_of(course: Course, reference: str) -> str:
    """The title of a reference, with the number of a section."""
    lesson_id, _, section_id = reference.partition("#")
    for lesson in course.lessons:
        if lesson.id == lesson_id:
            for number, section in enumerate(lesson.sections, 1):
                if section.id == section_id:
                    return f"{lesson.step}.{number} {section.title}"
    kind, name = parted(reference, kinds_of(course))
    if kind is None:
        return reference
    try:
        title = kind.names(course).get(kind.full(course, name), name)
    except LookupError:
        return name
    return title.replace("Lab · ", "Lab: ").replace(" · ", " ", 1)
