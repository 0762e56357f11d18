"""The course check of a lesson's form: anything that makes it hard to read although it is correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from tutor.course.findings import Finding
from tutor.course.folds import by_fold
from tutor.course.markdown import all_sizes, chain, readable_blocks
from tutor.course.model import Lesson, LiveCode, MalformedCourseError, Section
from tutor.course.screens import screens

MOST_LINES = 15  # of a live block, which fills a small screen together with its output
MOST_SCREENS = 5  # of a section, which should be read in one sitting
ERROR = 0.3  # screens, the error of the estimate

Sizes = Mapping[str, int | float]


def form_findings(lesson: Lesson, sections: Iterable[Section]) -> Iterator[Finding]:
    """Findings for sections and blocks that are too long, and for sizes that cannot be told apart."""
    for section in sections:
        found = list(_tall(section, lesson))
        for block, folded in by_fold(readable_blocks(section, lesson)):
            if isinstance(block, LiveCode):
                found += _long(block, lesson)
            for live in (block, *folded):
                if isinstance(live, LiveCode):
                    found += _alike(live, lesson)
        yield from found


def _tall(section: Section, lesson: Lesson) -> Iterator[Finding]:
    estimate = screens(section, lesson)
    if estimate - ERROR > MOST_SCREENS:
        fault = (
            f"section '{section.id}' takes about {estimate:.1f} screens of 80×24, more than {MOST_SCREENS}"
        )
        yield Finding(lesson.path, section.line, fault)


def _long(block: LiveCode, lesson: Lesson) -> Iterator[Finding]:
    lines = len(block.source.rstrip().split("\n"))
    if lines > MOST_LINES:
        fault = f"block '{block.id}' has {lines} lines, and more than {MOST_LINES} do not fit on a screen"
        yield Finding(lesson.path, block.line, fault)


def _alike(block: LiveCode, lesson: Lesson) -> Iterator[Finding]:
    """Blocks with two equal sizes, in whose shapes the two cannot be told apart."""
    try:
        sizes = all_sizes(lesson, block)
        before = [all_sizes(lesson, earlier) for earlier in chain(lesson, block)[-1:]]
    except MalformedCourseError:  # a section above is malformed, which is reported elsewhere
        return
    known = {pair for earlier in before for pair in _equal(earlier)}
    for pair in _equal(sizes):
        one, other = (name.removeprefix("√") for name in pair)
        if pair not in known and not {one, other} <= block.same:
            value = sizes.get(other, sizes.get(one))
            fault = f"block '{block.id}' has {pair[0]} = {pair[1]} = {value}, so that a shape does not tell them apart"
            yield Finding(
                lesson.path, block.line, f"{fault}; where that is the point, write same={one},{other}"
            )


def _equal(sizes: Sizes) -> Iterator[tuple[str, str]]:
    """Pairs of names of equal integer sizes, and a head size that is the square of the number of heads."""
    whole = {name: value for name, value in sizes.items() if isinstance(value, int) and value > 1}
    if {"d_model", "n_heads"} <= whole.keys() and not {"d_k", "d_head"} & whole.keys():
        whole["d_head"] = whole["d_model"] // whole["n_heads"]
    for one, other in combinations(whole, 2):
        if whole[one] == whole[other]:
            yield one, other
    for head in ("d_k", "d_head"):
        if whole.get(head) is not None and whole[head] == whole.get("n_heads", 0) ** 2:
            yield f"√{head}", "n_heads"
