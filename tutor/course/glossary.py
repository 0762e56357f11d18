"""The terms of a course's glossary, and where a lesson first uses each.

The glossary consists of every table with a column ``term`` in a section whose id begins with ``glossary``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutor.course.markdown import readable_blocks
from tutor.course.model import Course, Lesson, Prose, Section

SECTIONS = "glossary"
_ROW = re.compile(r"\|\s*([^|]+?)\s*\|.*\|\s*$")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
# Passages that do not count as a use of a term: code, quotations, comments.
_SILENT = re.compile(
    r"^ {0,3}(?:```|~~~).*?^ {0,3}(?:```|~~~)[^\S\n]*$|<!--.*?-->|(`+)[^`].*?\1"
    r"|[“\"][^”\"\n]*[”\"]|^ {0,3}(?:>|#|Source: ).*?$",
    re.MULTILINE | re.DOTALL,
)
# A table with a column of meanings, such as the table of symbols.
_MEANINGS = re.compile(r"^\|(?:[^\n]*\|)? *meaning *\|[^\n]*\n(?:\|[^\n]*\n?)*", re.MULTILINE)
_PLAIN = re.compile(r"<!-- *plain words: *(.+?) *-->")  # terms used in their everyday sense in the section
_STRESSED = re.compile(r"(\*\*|\*)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Term:
    """A term, and the glossary section that defines it."""

    name: str
    entry: str  # the link target of that section

    @property
    def pattern(self) -> re.Pattern[str]:
        """Matches the term and its plural in a text; an acronym only in capitals."""
        words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", self.name))
        acronym = sum(letter.isupper() for letter in self.name) > 1
        words = words.removesuffix("s") if not words.endswith("ss") else words
        return re.compile(rf"(?<![\w-]){words}(?:s|es)?(?![\w-])", 0 if acronym else re.IGNORECASE)

    @property
    def beginning(self) -> str:
        """The first word of the term in lower case."""
        return re.split(r"[\s-]+", self.name)[0].casefold().removesuffix("s")


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The first use of a term that is not defined there or earlier."""

    term: Term
    lesson: Lesson
    section: Section
    line: int


def glossary(course: Course) -> Iterator[Term]:
    """Every term once, in the order of the table."""
    seen: set[str] = set()
    for lesson in course.lessons:
        for section in lesson.sections:
            if not section.id.startswith(SECTIONS):
                continue
            within = False
            for line in section.text.split("\n"):
                row = _ROW.match(line)
                if row is None:
                    within = False
                elif row[1] == "term":
                    within = True
                elif within and set(row[1]) - set("-: "):
                    for name in _BRACKETS.sub("", row[1]).split(","):
                        if (name := name.strip().strip("*`")) and name.casefold() not in seen:
                            seen.add(name.casefold())
                            yield Term(name, f"{lesson.path.name}#{section.id}")


def undefined(lessons: Iterable[Lesson], terms: Iterable[Term]) -> Iterator[FirstUse]:
    """The terms whose first use is neither emphasised, as in a definition, nor linked to the definition."""
    left = {term: (term.beginning, term.pattern) for term in terms}
    for lesson in lessons:
        for section in lesson.sections:
            plain = {word for line in _PLAIN.findall(section.text) for word in _listed(line)}
            for block in readable_blocks(section, lesson):
                if not isinstance(block, Prose):
                    continue
                spoken = _spoken(block.markdown)
                for term, (beginning, pattern) in list(left.items()):
                    # Usually the term is absent, and a search for its first word is the fastest way to know.
                    if beginning not in spoken.lower or term.name.casefold() in plain:
                        continue
                    if (found := pattern.search(spoken.text)) is None:
                        continue
                    at = found.start()
                    del left[term]
                    if not spoken.tells(pattern, at) and not pattern.search(section.title):
                        yield FirstUse(term, lesson, section, block.line + spoken.text.count("\n", 0, at))


def _listed(names: str) -> Iterator[str]:
    return (name.strip().casefold() for name in names.split(","))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A text with blanks for the passages that do not count, and the positions of emphasised or linked words."""

    text: str
    lower: str
    told: tuple[tuple[int, int], ...]

    def tells(self, pattern: re.Pattern[str], at: int) -> bool:
        """Whether the term is emphasised or linked in the paragraph or table row around ``at``."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        if self.text[start:end].lstrip().startswith("|"):
            return any(start <= first < end for first, _ in self.told)
        start = self.text.rfind("\n\n", 0, at) + 1
        end = self.text.find("\n\n", at)
        end = len(self.text) if end < 0 else end
        uses = [found.span() for found in pattern.finditer(self.text, start, end)]
        return any(a <= first and last <= b for first, last in uses for a, b in self.told)


def _spoken(markdown: str) -> _Spoken:
    text = _SILENT.sub(_blank, _MEANINGS.sub(_blank, markdown))
    told = [(m.start(2), m.end(2)) for m in _STRESSED.finditer(text)]
    told += [(m.start(1), m.end(1)) for m in _LINK.finditer(text)]
    text = re.sub(r"\]\([^)\s]*\)", _blank, text)  # ignore link targets
    return _Spoken(text, text.casefold(), tuple(told))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
