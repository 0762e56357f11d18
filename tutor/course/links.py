"""Where the course's texts point: relative links and anchors must lead somewhere. Nothing is fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tutor.course.find import UnknownExerciseError, find_exercise
from tutor.course.headings import headings
from tutor.course.report import Finding
from tutor.course.source import read_text
from tutor.course.types import Course, MalformedCourseError

if TYPE_CHECKING:
    from markdown_it.token import Token

Known = Mapping[str, Collection[str]]  # kinds of places outside the course's files → the names there are
OUTSIDE = {
    "drill": "drill",
    "lab": "experiment",
    "dims": "architecture",
}  # the kinds, and what such a place is called
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FRONT_MATTER = re.compile(r"\A---\n.*?^---[ \t]*$", re.MULTILINE | re.DOTALL)


def link_findings(
    path: Path,
    course: Course,
    counts: Counter[str],
    known: Known | None = None,
) -> Iterator[Finding]:
    """Links of the markdown file ``path`` that lead nowhere.

    ``exercise:NAME``, ``drill:NAME``, ``lab:NAME`` and ``dims:NAME`` open these in the app (``known`` has the names
    there are, any where it has none); http, https and mailto count as sources, not followed.
    """
    for line, target in links(read_text(path)):
        counts["links"] += 1
        scheme = _SCHEME.match(target)
        if scheme and scheme[0] in ("http:", "https:", "mailto:"):
            counts["sources"] += 1
        elif scheme and scheme[0] == "exercise:":
            try:
                find_exercise(course, target.partition(":")[2])
            except UnknownExerciseError as error:
                yield Finding(path, line, f"link '{target}': {error}")
        elif scheme and scheme[0][:-1] in OUTSIDE:
            if fault := unknown(scheme[0][:-1], target.partition(":")[2], known):
                yield Finding(path, line, f"link '{target}': {fault}")
        elif scheme:
            yield Finding(path, line, f"link '{target}' is of a kind that cannot be opened")
        elif fault := _fault(path, target):
            yield Finding(path, line, f"link '{target}': {fault}")


def unknown(kind: str, name: str, known: Known | None) -> str:
    """What is wrong with the name of a drill, an experiment or an architecture; nothing where all are taken."""
    names = (known or {}).get(kind)
    return "" if names is None or name in names else f"there is no {OUTSIDE[kind]} '{name}'"


def links(text: str) -> Iterator[tuple[int, str]]:
    """Line (1-based) and target of every link and image in the markdown ``text`` below its front matter."""
    from markdown_it import MarkdownIt

    # The front matter's lines stay as empty ones, so that the lines count from the top of the file.
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


def _fault(path: Path, target: str) -> str:
    file, _, anchor = unquote(target).partition("#")
    other = path.parent / file if file else path
    if not other.exists():
        return f"there is no file {file}"
    if not anchor:
        return ""
    if other.suffix != ".md":
        return "only a markdown file has anchors"
    try:
        anchors = {heading.id for heading in headings(read_text(other).split("\n"))}
    except MalformedCourseError as error:
        return error.fault
    return "" if anchor in anchors else f"{other.name} has no heading with the anchor '{anchor}'"
