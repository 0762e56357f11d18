"""One folder of ``checks/`` → an Exercise: brief, hints, solution and the stub derived from it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tutor.course.headings import under_each
from tutor.course.source import parse_yaml, read_text, split_front_matter
from tutor.course.stub import derive_stub
from tutor.course.types import Exercise, MalformedCourseError


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    order: int
    functions: tuple[str, ...] = ()
    harder: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def load_exercise(folder: Path) -> Exercise:
    """The exercise in ``folder``. Its checks and mistakes are not looked at.

    Raises:
        MalformedCourseError: ``brief.md`` or ``solution.py`` is missing, or a file is wrong, with the line.
    """
    brief_path, solution_path = folder / "brief.md", folder / "solution.py"
    head_text, brief, _ = split_front_matter(read_text(brief_path), brief_path)
    head = parse_yaml(head_text, _Head, brief_path, 2)
    solution = read_text(solution_path)
    return Exercise(
        id=folder.name,
        title=head.title,
        order=head.order,
        functions=head.functions,
        brief=brief.strip(),
        hints=load_hints(folder / "hints.md"),
        harder=head.harder,
        rests_on=head.rests_on,
        solution=solution,
        stub=derive_stub(solution, solution_path),
        folder=folder,
        requires=head.requires,
        needs=head.needs,
    )


def load_hints(path: Path) -> tuple[str, ...]:
    """The hints under ``## 1``, ``## 2``, … in order; none where there is no such file.

    Raises:
        MalformedCourseError: they are not numbered from 1 without a gap, or one is empty.
    """
    if not path.exists():
        return ()
    text = read_text(path)
    hints: list[str] = []
    for heading, words in under_each(text.split("\n"), 2):
        wanted = str(len(hints) + 1)
        if heading.title != wanted:
            raise MalformedCourseError(path, heading.index + 1, f"this hint must be headed '## {wanted}'")
        if not words.strip():
            raise MalformedCourseError(path, heading.index + 1, f"hint {wanted} is empty")
        hints.append(words.strip())
    if not hints and text.strip():
        raise MalformedCourseError(path, 1, "the first hint must be headed '## 1'")
    return tuple(hints)
