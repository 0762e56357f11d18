"""The part of the course check that finds phrases which readers stumble over and suggests plainer words.

It reads only prose: no code, no link targets, and nothing in quotation marks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.course.findings import Finding
from tutor.course.model import Exercise, Lesson
from tutor.disk import read_regular

_UNITS = "nats|bits|bytes|FLOPs|logits?|numbers"
_OF_ONE = "token|word|query|key|head|position|pair"
_THINGS = (
    "number|text|shape|name|token|file|folder|command|formula|module|word|array|list|matrix|vector|course|section|"
    "mistake|evidence|plug-in|exercise"
)
_PARTICIPLE = r"\w+(?:ed|en|wn|ade|ept|ead|eld)"
# The patterns, and what to write instead. A space matches any whitespace.
_RULES = (
    (
        r"\b[Ss]tands?\b(?! (?:for|in for|out|alone|by|on its own|on their own)\b)",
        "is, has, appears or comes",
    ),
    (
        r"\b(?:[Ss]tanding|stood) (?:in|on|at|above|below|behind|before|there|still)\b",
        "is, has, appears or comes",
    ),
    (r"\b[Ss]hall\b", "should, must or will"),
    (rf"\b(?:is|are|was|were) to be (?!able|sure|a\b|an\b|the\b){_PARTICIPLE}\b", "should be, must be"),
    (r"\bthe same of\b", "the same for"),
    (r"(?<!\w\s)\b[Oo]ne (?:may|must)\b|\bas one (?:can|sees)\b", "you can, you must"),
    (r"\b[Ii]t looks as if\b", "what the code does: Your code …"),
    (
        r"(?:^|(?<=[.:;!?]\s))[Ww]hat (?:is|was) (?:(?!and\b|what\b)\w+ ){1,4}is\b(?=[^?.]*\.)",
        "the thing itself: The … is",
    ),
    (r"\b(?:comes?|came|coming) about\b(?! \d)", "happens, is computed, results from"),
    (r"\bas it was(?=[.,;:)]|$)", "unchanged, reset"),
    (r"\bon your word\b", "anyway"),
    (r"\b[Rr]ead up\b", "go to the section, read"),
    (r"\banew\b", "again"),
    (r"\b[Nn]ext to nothing\b", "almost nothing"),
    (rf"\b(?:{_UNITS}) an? (?:{_OF_ONE})\b", "per"),
    (rf"(?<![Tt]here\s)\bis no (?:{_THINGS})\b", "is not a"),
    (r"\b[Nn]ot that\.", "Not quite."),
    (r"\b(?:[Tt]hereof|[Tt]herefrom|[Ww]herein|[Hh]ereby|[Ww]hereof)\b", "of it, from it, in which"),
    (r"\bis the matter of\b", "is explained in"),
)
RULES = tuple((re.compile(rule.replace(" ", r"\s+"), re.MULTILINE), better) for rule, better in _RULES)
# The parts of Markdown that are not prose. Fences with a question or an explanation are checked.
_NO_PROSE = re.compile(
    r"^[ \t]*(?P<fence>```+|~~~+)(?!\s*(?:quiz|explain)\b)\s*\S*[^\n]*\n.*?^[ \t]*(?P=fence)[ \t]*$"
    r"|`+[^`\n]+`+|<!--.*?-->|\]\([^)\n]*\)|https?://\S+"
    r"|\"[^\"\n]{1,160}\"|“[^”\n]{1,160}”",
    re.MULTILINE | re.DOTALL,
)
HIDDEN = "¤"  # replaces a character that is not prose


def word_faults(text: str, markdown: bool = True) -> Iterator[tuple[int, str, str]]:
    """The line (from 1), the phrase and the better word, for each that is found in ``text``."""
    prose = _NO_PROSE.sub(_hide, text) if markdown else text
    for rule, better in RULES:
        for found in rule.finditer(prose):
            yield text.count("\n", 0, found.start()) + 1, " ".join(found[0].split()), better


def _hide(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", HIDDEN, found[0])


def word_findings(lessons: Iterable[Lesson], exercises: Iterable[Exercise]) -> Iterator[Finding]:
    """The findings in everything that a learner reads of these parts."""
    for lesson in lessons:
        yield from _in_file(lesson.path)
    for exercise in exercises:
        yield from _in_exercise(exercise)


def _in_exercise(exercise: Exercise) -> Iterator[Finding]:
    """The findings in the brief, the hints, the check lines with their usual reasons, and the names and diagnoses of
    mistakes."""
    for name in ("brief.md", "hints.md"):
        yield from _in_file(exercise.folder / name)
    for name in (f"test_{exercise.id}.py", "mistakes.py"):
        path = exercise.folder / name
        for line, text in _texts(path):
            for at, phrase, better in word_faults(text):
                yield _finding(path, line + at - 1, phrase, better)


def _in_file(path: Path) -> Iterator[Finding]:
    try:
        text = read_regular(path).decode(errors="replace")
    except OSError:  # which is already reported as a finding
        return
    for line, phrase, better in word_faults(text):
        yield _finding(path, line, phrase, better)


def _finding(path: Path, line: int, phrase: str, better: str) -> Finding:
    return Finding(path, line, f"'{phrase}' reads badly; better: {better}")


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts in a file of checks or mistakes that a learner reads, each with the line where it begins."""
    try:
        tree = ast.parse(read_regular(path))
    except (OSError, SyntaxError, ValueError):  # which is already reported as a finding
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            if says := ast.get_docstring(node):
                yield node.body[0].lineno, says
            for reason in (one for d in node.decorator_list for one in ast.walk(d)):
                if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
                    yield reason.lineno, reason.value
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Mistake":
            for keyword in node.keywords:
                if keyword.arg in ("name", "diagnosis") and isinstance(keyword.value, ast.Constant):
                    yield keyword.value.lineno, str(keyword.value.value)
