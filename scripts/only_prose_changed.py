"""Checks whether an edit of a lesson changed only its words: ``python scripts/only_prose_changed.py OLD.md NEW.md``.

Per section, code fences, headings' ids, links, formulas, numbers and the shape of tables must be equal; of front
matter and quizzes, everything except the wording. Prints each difference and exits with 1 if there is one.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

YAML_FENCES = ("quiz", "explain")
WORDED = {
    "question",
    "text",
    "why",
    "what",
    "title",
    "ask",
    "model",
    "hint",
    "actions",
    "tips",
    "points",
    "wrong",
}
"""Keys of front matter and quizzes whose strings are prose; all other values must stay equal."""

FENCE = re.compile(r"^```(?P<kind>\S*)[^\n]*\n.*?^```[ \t]*$", re.M | re.S)
FRONT_MATTER = re.compile(r"\A---\n(.*?)^---$", re.M | re.S)
SECTION = re.compile(r"^(?=#{1,2} )", re.M)
HEADING_ID = re.compile(r"^#+ .*\{#([^}]*)\}", re.M)
PLOT_TEXT = re.compile(r'(?<=^```plot\n)""".*?"""', re.S)
LINK_TARGET = re.compile(r"\]\(([^)\s]*)\)")
INLINE_CODE = re.compile(r"`[^`\n]+`")
PLACEHOLDER = re.compile(r"\{[^}]*\}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MATHEMATICAL = re.compile(r"[Α-ωϕ√∞∂∇Σ∏·×÷±≈≠≤≥⁰-₉ᵀ²³¹ᵢⱼₜ]")


class Difference(NamedTuple):
    """A part of a lesson that is not the same in both versions."""

    section: str
    part: str
    before: object
    after: object

    def __str__(self) -> str:
        return f"{self.section}: {self.part}\n  before {self.before}\n  after  {self.after}"


def differences(before: str, after: str) -> list[Difference]:
    """What differs between two versions of a lesson, other than wording."""
    found = list(_in_yaml("front matter", "", _front_matter(before), _front_matter(after)))
    old, new = (SECTION.split(FRONT_MATTER.sub("", text, count=1)) for text in (before, after))
    ids = [[HEADING_ID.findall(section) for section in sections] for sections in (old, new)]
    if ids[0] != ids[1]:
        return [*found, Difference("the lesson", "sections", *ids)]
    for was, now in zip(old, new, strict=True):
        found += _in_section(was, now)
    return found


def _front_matter(text: str) -> object:
    match = FRONT_MATTER.match(text)
    return yaml.safe_load(match[1]) if match else None


def _in_section(before: str, after: str) -> Iterator[Difference]:
    name = before.partition("\n")[0].lstrip("# ") or "the start"
    old, new = (list(FENCE.finditer(text)) for text in (before, after))
    if [fence["kind"] for fence in old] != [fence["kind"] for fence in new]:
        yield Difference(name, "order of the fences", len(old), len(new))
        return
    for was, now in zip(old, new, strict=True):
        if was["kind"] in YAML_FENCES:
            yield from _in_yaml(name, "", _loaded(was[0]), _loaded(now[0]))
        else:
            yield from _in_code(name, was["kind"], was[0], now[0])
    prose = FENCE.sub("", before), FENCE.sub("", after)
    yield from _in_words(name, "prose", *prose)
    rows = [[_facts(line) for line in text.splitlines() if line.startswith("|")] for text in prose]
    if len(rows[0]) != len(rows[1]):
        yield Difference(name, "number of table rows", len(rows[0]), len(rows[1]))
    for index, (was_row, now_row) in enumerate(zip(*rows, strict=False), start=1):
        if was_row != now_row:
            yield Difference(name, f"row {index} of the tables", was_row, now_row)


def _in_code(section: str, kind: str, before: str, after: str) -> Iterator[Difference]:
    """Code must be equal, except for a plot's description in words, which is its docstring."""
    if kind == "plot":
        was, now = PLOT_TEXT.search(before), PLOT_TEXT.search(after)
        if was and now:
            yield from _in_words(section, "text of the plot", was[0], now[0])
            before, after = before.replace(was[0], ""), after.replace(now[0], "")
    if before != after:
        yield Difference(section, f"fence {kind}", before, after)


def _loaded(fence: str) -> object:
    return yaml.safe_load("\n".join(fence.splitlines()[1:-1]))


def _in_yaml(
    section: str, path: str, before: object, after: object, worded: bool = False
) -> Iterator[Difference]:
    """``worded``: the value is below a key of ``WORDED``, so its strings are prose."""
    if isinstance(before, dict) and isinstance(after, dict):
        if list(before) != list(after):
            yield Difference(section, f"keys of {path}", list(before), list(after))
            return
        path = f"{path}/{before['id']}" if "id" in before else path
        for key in before:
            prose = worded or key in WORDED
            yield from _in_yaml(section, f"{path}/{key}", before[key], after[key], prose)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (was, now) in enumerate(zip(before, after, strict=True)):
            yield from _in_yaml(section, f"{path}/{index}", was, now, worded)
    elif worded and isinstance(before, str) and isinstance(after, str):
        yield from _in_words(section, path, before, after)
    elif before != after:
        yield Difference(section, path, before, after)


def _in_words(section: str, part: str, before: str, after: str) -> Iterator[Difference]:
    was, now = _facts(before), _facts(after)
    if was != now:
        yield Difference(section, part, dict(was - now), dict(now - was))


def _facts(text: str) -> Counter[str]:
    """The links, formulas, numbers and mathematical signs of a text, each with how often it occurs."""
    facts: Counter[str] = Counter()
    for pattern in (LINK_TARGET, INLINE_CODE, PLACEHOLDER, NUMBER, MATHEMATICAL):
        facts.update(pattern.findall(text))
        if pattern is not NUMBER:
            text = pattern.sub(" ", text)
    return facts


def main() -> int:
    """Compare the two files of the command line."""
    found = differences(*(Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3]))
    print("\n".join(map(str, found)) or "Only prose changed.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
