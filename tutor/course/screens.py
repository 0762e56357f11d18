"""Estimates how many rows of an 80×24 terminal a section takes from its text, without starting the app.

The output of live blocks is unknown here, so the estimate may be off by some rows; a test compares it with the app.
"""

from __future__ import annotations

import re

from tutor.course.folds import by_fold
from tutor.course.markdown import readable_blocks
from tutor.course.model import Block, Explain, Fold, Lesson, LiveCode, Prose, Quiz, Section

WIDTH = 75  # columns of text
ROWS = 20  # rows of text on one screen
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|[*`]")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+\.) ")
_SHOW = re.compile(r"\bshow\(")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


# Rows per line or element, fitted to 76 sections in the app; the error is 6 rows.
A_LINE_OF_PROSE = 1.05
A_LINE_OF_CODE = 1.2  # some shapes are shown below their line
A_LONG_LINE = 1.0  # a long line, whose shape is always below
LONG = 50
A_LINE_OF_A_CHOICE = 1.33  # the reasons are not shown yet, only an offer to show them
A_PICTURE = 8.5  # plot or show
A_PLUGIN_BLOCK = 55.0  # dims of a model


def screens(section: Section, lesson: Lesson) -> float:
    """The number of screens of ``ROWS`` rows, with every question open and every fold closed."""
    return rows(section, lesson) / ROWS


def rows(section: Section, lesson: Lesson) -> float:
    """Like ``screens``, in rows."""
    return sum(_rows(block) for block, _ in by_fold(readable_blocks(section, lesson)))


def _rows(block: Block) -> float:
    if isinstance(block, Prose):
        return A_LINE_OF_PROSE * (_prose(block.markdown) + 1)
    if isinstance(block, LiveCode):
        return _live(block)
    if isinstance(block, Quiz):
        return _quiz(block)
    if isinstance(block, Explain):
        return _wrapped(block.ask) + 5
    return 2 if isinstance(block, Fold) else A_PLUGIN_BLOCK


def _prose(markdown: str) -> int:
    """Rows of prose: paragraphs and list items wrap, lines of code and table rows do not."""
    count = 0
    fence = False
    paragraph: list[str] = []
    for line in [*_COMMENT.sub("", markdown).split("\n"), ""]:
        mark = line.lstrip().startswith(("```", "~~~"))
        alone = fence or mark or line.startswith("|") or not line.strip()
        if (alone or _ITEM.match(line)) and paragraph:
            count += _wrapped(" ".join(paragraph))
            paragraph = []
        if mark:
            fence = not fence
        elif alone:
            count += 1
        else:
            paragraph.append(line.strip())
    return count - 1


def _live(block: LiveCode) -> float:
    lines = block.source.rstrip().split("\n")
    count = A_LINE_OF_CODE * len(lines) + A_LONG_LINE * sum(len(line) > LONG for line in lines) - 3.6
    if block.output is not None:
        count += len(block.output.rstrip().split("\n")) + 4.8
    return count + A_PICTURE * (bool(block.plot) + len(_SHOW.findall(block.source)))


def _quiz(quiz: Quiz) -> float:
    asked = _wrapped(quiz.question, WIDTH - 4) + 1
    if quiz.choices:
        return A_LINE_OF_A_CHOICE * (asked + sum(_wrapped(one.text, WIDTH - 6) for one in quiz.choices))
    return 0.83 * (asked + len(quiz.items) + 1) + 1.4


def _wrapped(markdown: str, width: int = WIDTH) -> int:
    """The number of lines that ``textwrap`` would produce."""
    count, column = 1, 0
    for word in _MARKS.sub("", _LINK.sub(r"\1", markdown)).split():
        if column and column + 1 + len(word) > width:
            count, column = count + 1, 0
        column += len(word) + bool(column)
    return count
