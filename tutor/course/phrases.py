"""Phrases of more than one word that a search knows: synonyms, and the terms of the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tutor.course.glossary import SECTIONS as GLOSSARY
from tutor.course.model import Course
from tutor.course.stems import stem, stems

ROW = re.compile(r"^\|([^|]+)\|(.*)\|\s*$", re.MULTILINE)  # of a table: its first cell, and the others
_TARGET = re.compile(
    r"\]\((?:([^)#\s]*)\.md)?#([^)\s]+)\)"
)  # the lesson, if it is another one, and the section
_ASKING = (
    "a about an and are as at be between can could do does doing else for from get give had has have how i if in into "
    "is it its like list make many me most much my need of on one or our out please set should so than that the their "
    "there this to up us use used using versus vs want was we what when where which who whose why will with work works "
    "would you your"
)
QUESTION_WORDS = frozenset(stem(word) for word in _ASKING.split())


def synonyms(groups: Iterable[Iterable[str]]) -> dict[tuple[str, ...], set[str]]:
    """Each phrase → the words of the other phrases in its groups."""
    found: dict[tuple[str, ...], set[str]] = {}
    for group in groups:
        phrases = [tuple(stems(phrase)) for phrase in group]
        for phrase in phrases:
            others = {word for other in phrases for word in other if other != phrase}
            found.setdefault(phrase, set()).update(others - set(phrase) - QUESTION_WORDS)
    return found


def defined(course: Course) -> dict[tuple[str, ...], set[str]]:
    """Each term of the glossary → the sections to which its entry links."""
    found: dict[tuple[str, ...], set[str]] = {}
    for lesson in course.lessons:
        for section in lesson.sections:
            if section.id.startswith(GLOSSARY):
                for terms, meaning in ROW.findall(section.text):
                    targets = {f"{to or lesson.id}#{name}" for to, name in _TARGET.findall(meaning)}
                    for term in terms.split(","):
                        found.setdefault(tuple(stems(term)), set()).update(targets)
    return {term: targets for term, targets in found.items() if term and targets}


def within(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether the words contain the phrase, in its order and without a gap."""
    size = len(phrase)
    return any(tuple(words[start : start + size]) == phrase for start in range(len(words) - size + 1))
