"""Every section of the course as drawn: no word is broken, no aligned line wraps, no title is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest
from rich.cells import cell_len
from rich.console import Console

from tutor.app.rich_theme import THEME, prose
from tutor.app.widgets.columns import EDGES
from tutor.app.widgets.lesson_path import _wrapped
from tutor.course.load import load_course
from tutor.course.markdown import readable_blocks
from tutor.course.model import Block, Course, LiveCode, Prose
from tutor.views.listing import code_view, printed_view

WIDTH = 69  # columns of the text between the panels at 120×36; at 80×24 it has 75
LIVE = 2  # columns of the bar beside a live block
_WORD = re.compile(r"[A-Za-z]{4,}")
_FENCE = re.compile(r"^( *)(```+|~~~+).*?\n(.*?)\n\1\2", re.S | re.M)

Found = Iterator[tuple[str, Block]]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


def blocks_of(course: Course) -> Found:
    for lesson in course.lessons:
        for section in lesson.sections:
            for block in readable_blocks(section, lesson):
                yield f"{lesson.step} {section.id}", block


@pytest.fixture(scope="module")
def console() -> Console:
    console = Console(color_system=None, legacy_windows=False)
    console.push_theme(THEME)
    return console


def drawn(console: Console, renderable: object, width: int) -> list[str]:
    lines = console.render_lines(renderable, console.options.update_width(width), pad=False)  # type: ignore[arg-type]
    return ["".join(segment.text for segment in line).rstrip() for line in lines]


@pytest.mark.slow
def test_no_word_in_prose_is_broken_and_no_example_wraps(course: Course, console: Console) -> None:
    wrong = []
    for where, block in blocks_of(course):
        # A paragraph has no word that is longer than a line: those alone would take ten times as long.
        if isinstance(block, Prose) and ("```" in block.markdown or "|--" in block.markdown):
            lines = drawn(console, prose(block.markdown), WIDTH)
            source = set(_WORD.findall(block.markdown))
            broken = [word for line in lines for word in _WORD.findall(line) if word not in source]
            shown = {line.strip() for line in lines}
            examples = (line for fence in _FENCE.finditer(block.markdown) for line in fence[3].split("\n"))
            wrapped = [line for line in examples if line.strip() not in shown]
            wrong += [f"{where}: {one}" for one in (*broken, *wrapped)]
    assert not wrong, "\n".join(wrong)


def test_no_line_of_live_code_wraps_and_an_array_continues_under_its_first_number(
    course: Course, console: Console
) -> None:
    room = WIDTH - LIVE
    wrong = []
    for where, block in blocks_of(course):
        if isinstance(block, LiveCode):
            code = code_view(block.source, None, room, numbers=False, highlight=False)
            shown = {line.strip() for line in drawn(console, code, room)}
            wanted = block.source.split("\n")
            wrong += [f"{where}: {line}" for line in wanted if line.strip() and line.strip() not in shown]
            output = printed_view(block.output or "", 0, limit=1000, width=room)
            long = [line for line in output.plain.split("\n") if cell_len(line) > room]
            wrong += [f"{where}: {line}" for line in long]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [21, 40])
def test_no_title_of_the_path_is_cut_or_broken(course: Course, width: int) -> None:
    draw = partial(_wrapped, " ▸ ", here=False, room=width - EDGES)
    for lesson in course.lessons:
        for title in (lesson.title, *(section.title for section in lesson.sections)):
            lines = draw(title=title).plain.split("\n")
            assert " ".join(line.strip(" ▸") for line in lines).replace("- ", "-") == title
            assert all(cell_len(line) <= width - EDGES for line in lines)
