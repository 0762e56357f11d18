"""Resolves references: an exercise by its typed name, a section by its id, and the links in the course's texts."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tutor.course.findings import Finding
from tutor.course.headings import headings
from tutor.course.model import Course, Exercise, Lesson, MalformedCourseError, Section
from tutor.course.yaml_reader import read_text
from tutor.hooks import Kind

if TYPE_CHECKING:
    from markdown_it.token import Token


class UnknownExerciseError(LookupError):
    """A name matches no exercise, or several. The message is one sentence for the learner."""


class UnknownSectionError(LookupError):
    """A reference ``lesson-id#section-id`` has no target. The message is one sentence."""


def find_exercise(course: Course, name: str) -> Exercise:
    """The exercise called ``name``: its id, file name, short name, or an unambiguous prefix.

    Raises:
        UnknownExerciseError: no exercise matches, or several do.
    """
    typed = name.replace("\\", "/").rstrip("/").rpartition("/")[2].removesuffix(".py").lower()
    for exercise in course.exercises:
        if exercise.id == typed:
            return exercise
    for fits in (
        [e for e in course.exercises if e.short == typed],
        [e for e in course.exercises if typed and (e.id.startswith(typed) or e.short.startswith(typed))],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            choice = _either([e.id for e in fits])
            raise UnknownExerciseError(f"'{name}' could be {choice}: type more letters.")
    raise UnknownExerciseError(f"There is no exercise '{name}'. {_near(course, typed)}")


def resolve(course: Course, reference: str) -> tuple[Lesson, Section]:
    """The lesson and section that ``lesson-id#section-id`` names.

    Raises:
        UnknownSectionError: there is no such lesson or section; the message suggests the nearest one.
    """
    lesson_id, _, section_id = reference.partition("#")
    lesson = next((lesson for lesson in course.lessons if lesson.id == lesson_id), None)
    if lesson is None:
        near = difflib.get_close_matches(lesson_id, [x.id for x in course.lessons], n=1)
        raise UnknownSectionError(f"there is no lesson '{lesson_id}'{_meant(near)}")
    section = lesson.section(section_id)
    if section is None:
        near = difflib.get_close_matches(section_id, [s.id for s in lesson.sections], n=1)
        raise UnknownSectionError(f"lesson '{lesson_id}' has no section '{section_id}'{_meant(near)}")
    return lesson, section


def _near(course: Course, typed: str) -> str:
    names = {e.id: e for e in course.exercises} | {e.short: e for e in course.exercises}
    near = list(dict.fromkeys(names[n].id for n in difflib.get_close_matches(typed, names, n=3, cutoff=0.5)))
    near = near or [e.id for e in course.exercises if typed and typed in e.id][:3]
    if near:
        return f"Similar: {_either(near)}."
    if not course.exercises:
        return "This course has no exercises."
    return f"The exercises are: {', '.join(e.short for e in course.exercises)}."


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _meant(near: list[str]) -> str:
    return f"; did you mean '{near[0]}'?" if near else ""


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FRONT_MATTER = re.compile(r"\A---\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)


def link_findings(
    path: Path,
    course: Course,
    counts: Counter[str],
    kinds: Mapping[str, Kind],
    within: Collection[int] | None = None,
) -> Iterator[Finding]:
    """Broken links in the Markdown file ``path``, or only on the lines ``within``.

    A link with one of the ``kinds`` opens something in the app. http, https and mailto links are counted, not
    followed.
    """
    anchors: dict[Path, frozenset[str]] = {}
    for line, target in links(read_text(path)):
        if within is not None and line not in within:
            continue
        counts["links"] += 1
        scheme = _SCHEME.match(target)
        if scheme and scheme[0] in ("http:", "https:", "mailto:"):
            counts["sources"] += 1
        elif scheme and (kind := kinds.get(scheme[0][:-1])) is not None and kind.open is not None:
            if fault := kind.fault(course, target.partition(":")[2]):
                yield Finding(path, line, f"link '{target}': {fault}")
        elif scheme:
            yield Finding(path, line, f"link '{target}' is of a kind that cannot be opened")
        elif fault := _fault(path, target, anchors):
            yield Finding(path, line, f"link '{target}': {fault}")


def links(text: str) -> Iterator[tuple[int, str]]:
    """Line (1-based) and target of every link and image in the Markdown ``text`` below its front matter."""
    from markdown_it import MarkdownIt

    # Replace the front matter by empty lines, so that line numbers count from the top of the file.
    text = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "inline" and token.map is not None:
            yield from _links_within(token, token.map[0] + 1)


def _links_within(inline: Token, line: int) -> Iterator[tuple[int, str]]:
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "link_open":
            yield line, str(token.attrs["href"])
        elif token.type == "image":
            yield line, str(token.attrs["src"])


def _fault(path: Path, target: str, anchors: dict[Path, frozenset[str]]) -> str:
    """The fault of a link to a file. ``anchors`` caches the anchors of files read so far."""
    file, _, anchor = unquote(target).partition("#")
    other = path.parent / file if file else path
    if not other.exists():
        return f"there is no file {file}"
    if not anchor:
        return ""
    if other.suffix != ".md":
        return "only a markdown file has anchors"
    try:
        if other not in anchors:
            anchors[other] = frozenset(heading.id for heading in headings(read_text(other).split("\n")))
    except MalformedCourseError as error:
        return error.fault
    return "" if anchor in anchors[other] else f"{other.name} has no heading with the anchor '{anchor}'"
