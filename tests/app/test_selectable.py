"""Drawn text can be selected with the mouse and copied; without a selection nothing is copied."""

from __future__ import annotations

from tests.app.learner import Learner
from tutor.app.widgets.selectable import SelectableStatic


async def drag(learner: Learner, start: tuple[int, int], end: tuple[int, int]) -> None:
    await learner.pilot.mouse_down(offset=start)
    await learner.pilot.hover(offset=end)
    await learner.pilot.mouse_up(offset=end)
    await learner.rest()


def place_of(learner: Learner, words: str) -> tuple[int, int]:
    lines = learner.screen.splitlines()
    row = next(n for n, line in enumerate(lines) if words in line)
    return lines[row].index(words), row


async def test_a_part_of_a_line_is_copied_as_shown(learner: Learner) -> None:
    async with learner.at_work():
        x, y = place_of(learner, "word asks")
        await drag(learner, (x, y), (x + 3, y))
        await learner.press("ctrl+c")
        assert learner.app.clipboard == "word"
        assert learner.notices == ["Copied 1 line"]


async def test_a_drag_over_several_parts_takes_all_between(learner: Learner) -> None:
    async with learner.at_work():
        start, end = place_of(learner, "Each word"), place_of(learner, "q = np.ones")
        await drag(learner, start, (end[0] + 2, end[1]))
        await learner.press("ctrl+c")
        copied = learner.app.clipboard.splitlines()
        assert copied[0].startswith("Each word asks")
        assert any("import numpy as np" in line for line in copied)
        assert all(line == line.rstrip() for line in copied)


async def test_a_drag_may_end_on_an_empty_line_or_go_upwards(learner: Learner) -> None:
    async with learner.at_work():
        x, y = place_of(learner, "q ──► scores")
        await drag(learner, (x + 2, y), (x, y - 1))
        await learner.press("ctrl+c")
        assert learner.app.clipboard.splitlines()[-1].strip() == "q ─"


async def test_selected_text_is_marked(learner: Learner) -> None:
    async with learner.at_work():
        x, y = place_of(learner, "word asks")
        before = style_at(learner, x, y)
        await drag(learner, (x, y), (x + 3, y))
        assert style_at(learner, x, y) != before
        assert style_at(learner, x + 4, y) == before


def style_at(learner: Learner, x: int, y: int) -> object:
    strip = learner.app.screen._compositor.render_strips()[y]
    return next(s.style.bgcolor for s in strip.crop(x, x + 1) if s.style is not None)


async def test_ctrl_c_without_a_selection_writes_nothing_and_leaves_nothing(learner: Learner) -> None:
    async with learner.at_work():
        learner.app._clipboard = "what was copied elsewhere"
        await learner.press("ctrl+c")
        assert learner.app.is_running
        assert learner.app.clipboard == "what was copied elsewhere"
        assert "Nothing is selected" in learner.notices[-1] and "ctrl+q" in learner.notices[-1]


async def test_a_drag_over_blanks_only_copies_nothing(learner: Learner) -> None:
    async with learner.at_work():
        _, y = place_of(learner, "Each word")
        right = learner.app.screen.query(SelectableStatic).first().region.right
        await drag(learner, (right - 3, y + 1), (right - 1, y + 1))
        await learner.press("ctrl+c")
        assert "Nothing is selected" in learner.notices[-1]
