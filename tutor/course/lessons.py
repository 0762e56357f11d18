"""One lesson file → a Lesson: front matter and the bounds of its sections. Blocks are ``parts.py``'s."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tutor.course.headings import under_each
from tutor.course.source import parse_yaml, read_text, split_front_matter
from tutor.course.types import Checkpoint, Lesson, MalformedCourseError, Section


class _CheckpointHead(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    text: str
    proof: tuple[str, ...] = ()


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    step: int
    title: str
    time: str
    what: str
    why: str
    actions: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    checkpoints: tuple[_CheckpointHead, ...] = ()


def load_lesson(path: Path) -> Lesson:
    """The lesson in ``path``.

    Raises:
        MalformedCourseError: with the line that is wrong.
    """
    head_text, body, body_line = split_front_matter(read_text(path), path)
    head = parse_yaml(head_text, _Head, path, 2)
    return Lesson(
        id=path.stem,
        step=head.step,
        title=head.title,
        time=head.time,
        what=head.what.strip(),
        why=head.why.strip(),
        actions=head.actions,
        tips=head.tips,
        checkpoints=tuple(Checkpoint(c.id, c.text.strip(), c.proof) for c in head.checkpoints),
        sections=scan_sections(body, path, body_line),
        path=path,
    )


def scan_sections(body: str, path: Path, first_line: int = 1) -> tuple[Section, ...]:
    """What stands under each ``##`` of ``body``, which begins on ``first_line`` of ``path``.

    Raises:
        MalformedCourseError: a heading has no words, or two have the same id.
    """
    sections: list[Section] = []
    lines_of: dict[str, int] = {}
    for heading, text in under_each(body.split("\n"), 2):
        line = first_line + heading.index
        if not heading.title or not heading.id:
            raise MalformedCourseError(
                path, line, "this heading needs words, or an id as in '## Title {#id}'"
            )
        if heading.id in lines_of:
            earlier = lines_of[heading.id]
            raise MalformedCourseError(path, line, f"section id '{heading.id}' is taken by line {earlier}")
        lines_of[heading.id] = line
        sections.append(Section(heading.id, heading.title, text, line))
    return tuple(sections)
