"""The opening: four screens for a newcomer, each with a task, shown once."""

from __future__ import annotations

import pytest

from tests.app.learner import Learner, each_size


@pytest.fixture
def newcomer(learner: Learner) -> Learner:
    learner.newcomer = True
    return learner


@each_size((80, 24), (120, 36), (200, 60))
async def test_doing_its_task_completes_each_of_the_four_screens(
    newcomer: Learner, size: tuple[int, int]
) -> None:
    async with newcomer.at_work(size=size):
        await newcomer.sees("1 of 4", "The coins near the old wooden box ___ missing.", "Press a or b")
        await newcomer.press("a")
        await newcomer.sees("You said is.", "are .98")
        await newcomer.press("enter")
        await newcomer.sees("2 of 4", "^^^")
        await newcomer.press("left", "left", "enter")
        await newcomer.sees(".89", "Your word, old, gets .00.", "are .98")
        await newcomer.press("s")
        await newcomer.sees("boxes", "is  .98")
        await newcomer.press("enter")
        await newcomer.sees("3 of 4", "head: on".replace(": ", ":  "), "are .98")
        await newcomer.press("x")
        await newcomer.sees("head:  off", "is  .58", "habit")
        await newcomer.press("x", "enter")
        await newcomer.sees("4 of 4", "This query looks at box", "is .98")
        await newcomer.press(*["left"] * 6)
        await newcomer.sees("You brought it back.", "You will write this", "are .98")
        await newcomer.press("enter")
        await newcomer.sees("1.1 Queries and keys")


async def test_the_last_screen_leads_straight_to_exercise_1(newcomer: Learner) -> None:
    async with newcomer.at_work():
        await newcomer.press(*["enter"] * 6, "e")
        await newcomer.until(lambda: newcomer.nav.here == "practice", "for Practice")
        assert newcomer.nav.services.kept.values["opening"] == "seen"
        await newcomer.press("backspace")
        await newcomer.sees("1.1 Queries and keys")


async def test_one_key_skips_the_opening_and_it_is_not_shown_again(newcomer: Learner) -> None:
    async with newcomer.at_work():
        await newcomer.sees("1 of 4")
        await newcomer.press("escape")
        await newcomer.sees("1.1 Queries and keys")
    async with newcomer.at_work():
        await newcomer.sees("1.1 Queries and keys")
        assert "1 of 4" not in newcomer.screen


async def test_an_unfinished_opening_is_shown_at_the_next_start(newcomer: Learner) -> None:
    async with newcomer.at_work():
        await newcomer.press("b", "enter")
        await newcomer.sees("2 of 4")
    async with newcomer.at_work():
        await newcomer.sees("1 of 4")


async def test_a_small_terminal_begins_with_the_first_section(newcomer: Learner) -> None:
    async with newcomer.at_work(size=(40, 12)):
        await newcomer.sees("Queries and keys")
        assert "1 of 4" not in newcomer.screen


async def test_the_palette_shows_it_again_and_the_small_terminal_scrolls(learner: Learner) -> None:
    async with learner.at_work(size=(40, 12)):
        await learner.nav.go("first:minutes")
        await learner.sees("1 of 4")
        await learner.press("b", "enter", "enter")
        assert "2 of 4" in learner.screen
        await learner.press("down", "down", "down", "down")
        await learner.sees("coins", ".89")


async def test_keys_of_one_screen_do_nothing_on_another(newcomer: Learner) -> None:
    async with newcomer.at_work():
        await newcomer.press("x", "s", "e", "p", "left", "up")
        await newcomer.sees("1 of 4", "Press a or b")
        await newcomer.press("b", "enter", "a", "x", "e")
        await newcomer.sees("2 of 4", "^^^")
        await newcomer.press("p")
        await newcomer.sees("1 of 4", "You said are.")
