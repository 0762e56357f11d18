"""Sections whose facts belong to a month: the month in words, its age, and the sections that are due for a review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from tutor.course.findings import Finding, line_of
from tutor.course.model import Lesson, Section

MONTHS = (
    "January February March April May June July August September October November December".split()  # in any locale
)
A_YEAR = 12


def in_words(as_of: str) -> str:
    """``as of November 2026`` for ``2026-11``."""
    year, month = _parts(as_of)
    return f"as of {MONTHS[month - 1]} {year}"


def months_since(as_of: str, today: date) -> int:
    """Whole calendar months between ``as_of`` and ``today``; negative if ``as_of`` is in the future."""
    year, month = _parts(as_of)
    return (today.year - year) * 12 + today.month - month


def stale_sections(lessons: Iterable[Lesson], months: int, today: date) -> Iterator[Finding]:
    """The dated sections that are more than ``months`` old, or dated in the future."""
    for lesson in lessons:
        for section in lesson.sections:
            as_of = lesson.as_of.get(section.id)
            if as_of is None:
                continue
            age = months_since(as_of, today)
            if age > months:
                old = f"{age} months old" if age > 1 else "a month old"
                yield Finding(lesson.path, section.line, f"'{section.id}' is {in_words(as_of)}: {old}")
            elif age < 0:
                fault = f"'{section.id}' is {in_words(as_of)}, which is in the future"
                yield Finding(lesson.path, section.line, fault)


def date_findings(lesson: Lesson, sections: Iterable[Section], counts: Counter[str]) -> Iterator[Finding]:
    """A finding for each date of a section that does not exist. Of ``sections``, the dated ones are counted."""
    if dated := sum(section.id in lesson.as_of for section in sections):
        counts["dated sections"] += dated
    for name in lesson.as_of:
        if lesson.section(name) is None:
            line = line_of(lesson.path, f"{name}:")
            yield Finding(lesson.path, line, f"as_of: there is no section '{name}' in this lesson")


def _parts(as_of: str) -> tuple[int, int]:
    year, _, month = as_of.partition("-")
    return int(year), int(month)
