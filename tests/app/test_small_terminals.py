"""At every terminal size nothing breaks, and the most important text is visible without scrolling."""

from __future__ import annotations

import pytest

from tests.app.learner import Learner

SIZES = [(20, 8), (40, 12), (80, 24), (120, 36), (200, 50)]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_every_place_and_window_opens_at_any_size(learner: Learner, size: tuple[int, int]) -> None:
    learner.write("return wrong")
    async with learner.at_work(size=size):
        await learner.press("n", "right_square_bracket", "left_square_bracket", "escape", "p", "e", "escape")
        await learner.press("slash", "escape", "question_mark", "escape")
        await learner.press("2", "h", "left_square_bracket", "left_square_bracket", "s", "n", "r", "n", "b")
        await learner.press("4", "enter", "escape", "space", "1")
        assert learner.app.is_running and learner.screen.strip()


@pytest.mark.parametrize("size", [(40, 12), (80, 24)], ids=str)
async def test_verdict_next_key_and_first_failing_line_are_visible_without_scrolling(
    learner: Learner, size: tuple[int, int]
) -> None:
    learner.write("return wrong")
    async with learner.at_work("2", size=size):
        await learner.sees("✗ not yet", "1 of 3 pass", "h hint", "✗ twice(3) is 6")


@pytest.mark.parametrize("size", [(40, 12), (80, 24)], ids=str)
async def test_a_pass_and_the_next_step_are_visible_without_scrolling(
    learner: Learner, size: tuple[int, int]
) -> None:
    learner.write("return 2 * x")
    async with learner.at_work("2", size=size):
        await learner.sees("✓ passed", "n next exercise")


async def test_sizes_are_visible_while_their_panel_is_hidden(learner: Learner) -> None:
    async with learner.at_work(size=(80, 24)):
        await learner.sees("◂ T 5 ▸  d_k 4 · 1 of 2")
        await learner.press("right", "d")
        await learner.sees("T 6  ◂ d_k 4 ▸ · 1 of 2")
        await learner.press("right_square_bracket")
        await learner.sees("Dimensions", "was 5")
        assert "d_k 4 ▸ ·" not in learner.screen


async def test_if_sizes_take_the_room_the_position_is_abbreviated(learner: Learner) -> None:
    async with learner.at_work(size=(28, 24)):
        await learner.sees("◂ T 5 ▸  d_k 4 1/2")


async def test_without_room_for_frames_the_top_line_shows_section_and_sizes(learner: Learner) -> None:
    async with learner.at_work(size=(60, 12)):
        await learner.sees("1.1 ◂ T 5 ▸  d_k 4  Queries and keys")
        await learner.press("right")
        await learner.sees("◂ T 6 ▸")


async def test_panels_open_one_at_a_time_on_a_narrow_screen(learner: Learner) -> None:
    async with learner.at_work(size=(80, 24)):
        assert "Path" not in learner.screen
        await learner.press("left_square_bracket")
        await learner.sees("Path", "1 Attention")
        await learner.press("down", "enter")
        await learner.sees("1.2 Questions")
        assert "Path" not in learner.screen


async def test_the_footer_always_has_the_places_and_the_help_key(learner: Learner) -> None:
    for width in (40, 64, 80, 120):
        async with learner.at_work("2", size=(width, 24)):
            foot = learner.screen.splitlines()[-1]
            assert (
                "1-4" if width < 110 else "1 Learn  2 Practice  3 Lab  4 Progress"
            ) in foot and "? keys" in foot, foot
            assert len(foot) <= width
    async with learner.at_work("2", size=(20, 8)):
        assert learner.screen.splitlines()[-1].split() == ["1-4", "?", "keys"]


async def test_the_footer_omits_keys_without_a_target_in_the_section(learner: Learner) -> None:
    async with learner.at_work(size=(120, 24)):
        assert all(
            key in learner.screen.splitlines()[-1] for key in ("◂▸ size", "d next size", "e playground")
        )
        await learner.press("n")
        await learner.sees("1.2 Questions")
        assert not any(
            key in learner.screen.splitlines()[-1] for key in ("◂▸", "d next size", "e playground")
        )
        await learner.press("question_mark")
        await learner.sees("the chosen size smaller or larger")


async def test_the_keys_in_the_footer_can_be_clicked(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("1")
        foot = learner.screen.splitlines()[-1]
        await learner.pilot.click("#foot", offset=(foot.index("n next") + 2, 0))
        await learner.sees("1.2 Questions")
        foot = learner.screen.splitlines()[-1]
        await learner.pilot.click("#foot", offset=(foot.index("[ path") + 1, 0))
        await learner.rest()
        assert "Path" not in learner.screen
        await learner.pilot.click("#foot", offset=(foot.index("2 Practice") + 4, 0))
        await learner.sees("ex1 · Twice")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 50)], ids=str)
async def test_a_notice_has_lines_of_its_own_and_covers_nothing(
    learner: Learner, size: tuple[int, int]
) -> None:
    async with learner.at_work(size=size, notices=True):
        learner.app.notify("The file is gone; save it again, and it is checked.")
        await learner.sees("The file is gone;")
        rows = learner.screen.splitlines()
        section = learner.app.screen.query_one("#section").region
        at = next(row for row, line in enumerate(rows) if "The file is gone" in line)
        assert at >= section.bottom
        assert "? keys" in rows[-1]
