"""The course check for glossary terms that are used before they are defined."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.course.findings import Finding
from tutor.course.glossary import glossary, undefined
from tutor.course.model import Course


def term_findings(course: Course) -> Iterator[Finding]:
    """Terms used without a definition, in the order of the steps. Reference lessons are exempt."""
    read = [lesson for lesson in course.lessons if not lesson.reference]
    for use in undefined(read, glossary(course)):
        fault = (
            f"'{use.term.name}' is used before it is defined: put it in bold where it is defined, or link to "
            f"{use.term.entry}; where it is not a term, write <!-- plain words: {use.term.name} --> in the section"
        )
        yield Finding(use.lesson.path, use.line, fault)
