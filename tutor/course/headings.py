"""The lines of a Markdown file: headings with their anchors, and fences. It does not parse the file fully."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

_FENCE = re.compile(r" {0,3}(?:(?:[-*+]|\d{1,9}[.)]) {1,4})?(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_EXPLICIT_ID = re.compile(r"[ \t]*\{#([A-Za-z0-9][\w.:-]*)\}[ \t]*$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Heading:
    """An ATX heading outside fences. ``index`` is its 0-based line."""

    level: int
    title: str
    id: str
    index: int


def slug(title: str) -> str:
    """The anchor that git hosts give a heading: lower case, without punctuation, spaces become hyphens."""
    text = _LINK.sub(r"\1", title).strip().lower()
    return _NOT_IN_SLUG.sub("", text).replace(" ", "-")


def headings(lines: list[str]) -> Iterator[Heading]:
    """Every heading that begins in the first column and is outside fences and comments."""
    for index, line in _outside_fences(lines):
        if line.startswith("#") and (match := _HEADING.match(line)):
            title = (match[2] or "").strip()
            explicit = _EXPLICIT_ID.search(title)
            if explicit:
                title = title[: explicit.start()]
            yield Heading(len(match[1]), title, explicit[1] if explicit else slug(title), index)


def under_each(lines: list[str], level: int) -> Iterator[tuple[Heading, str]]:
    """Every heading of ``level``, with the text up to the next one of that level."""
    found = [heading for heading in headings(lines) if heading.level == level]
    for heading, following in zip_longest(found, found[1:]):
        end = following.index if following else len(lines)
        yield heading, "\n".join(lines[heading.index + 1 : end])


def fence_infos(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The 0-based line and the info string of every fence."""
    for index, line in _outside_fences(lines):
        if (match := _opening(line)) is not None:
            yield index, match[2].strip()


def _opening(line: str) -> re.Match[str] | None:
    return _FENCE.match(line) if "```" in line or "~~~" in line else None


def _outside_fences(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines outside fences and HTML comments, including those that open one; closing fence lines are left out."""
    closing: re.Pattern[str] | None = None
    in_comment = False
    # Most lines are prose; skip them before doing anything expensive.
    marked = [
        (index, line)
        for index, line in enumerate(lines)
        if line[:1] == "#" or "```" in line or "~~~" in line or "--" in line
    ]
    for index, line in marked:
        if closing is not None:
            if closing.match(line):
                closing = None
        elif in_comment:
            in_comment = "-->" not in line
        else:
            if (opening := _opening(line)) is not None:
                mark = opening[1]
                closing = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
            elif line.lstrip(" ").startswith("<!--"):
                in_comment = "-->" not in line
            yield index, line
