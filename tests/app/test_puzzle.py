"""The last hint: the lines of a solution are put in order with keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.screens.puzzle_screen import PuzzleScreen
from tutor.course.model import Exercise
from tutor.progress.events import HintTaken, SolutionShown

SOLUTION = '''\
def twice(x: float) -> float:
    """Two times x."""
    # BEGIN SOLUTION
    one = x
    two = x
    both = one + two
    return both
    # END SOLUTION


def again(x: float) -> float:
    """Two times x."""
    # BEGIN SOLUTION
    x = 2 * x
    return x
    # END SOLUTION
'''


@asynccontextmanager
async def at_the_puzzle(
    learner: Learner, engines: FakeEngines, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[PuzzleScreen]:
    """The screen is open; a check passes code that computes the right result."""
    exercise = learner.course.exercises[0]

    def verdict(exercise: Exercise, text: str):  # type: ignore[no-untyped-def]
        spaces: dict[str, object] = {}
        try:
            exec(text, spaces)
            right = spaces["twice"](3) == spaces["again"](3) == 6  # type: ignore[operator]
        except Exception:
            right = False
        return FakeEngines().fake_grader.verdict(exercise, "" if right else "wrong")

    engines.fake_grader.verdict = verdict  # type: ignore[method-assign]
    async with learner.at_work("2", size=size):
        screen = PuzzleScreen(learner.nav.services, replace(exercise, solution=SOLUTION))
        await learner.app.push_screen(screen)
        await learner.rest()
        yield screen


async def test_an_order_that_passes_is_right_even_if_it_is_not_the_solution_s(
    learner: Learner, engines: FakeEngines
) -> None:
    async with at_the_puzzle(learner, engines) as screen:
        screen.orders["twice"] = (3, 1, 0, 2)
        await learner.press("c")
        await learner.sees("Not yet: It gives 9 instead of 6.")
        await learner.press("home", "J", "J", "shift+down")
        assert screen.orders["twice"] == (1, 0, 2, 3)
        await learner.press("enter")
        await learner.sees("Every line passes with this order.", "1 of 2")
        assert learner.screen.count("✓     ") == 4
        await learner.press("K", "r")  # lines in order stay in order
        assert screen.orders["twice"] == (1, 0, 2, 3)


async def test_lines_are_revealed_one_by_one_and_the_end_counts_as_the_solution_seen(
    learner: Learner, engines: FakeEngines
) -> None:
    async with at_the_puzzle(learner, engines, (80, 24)) as screen:
        screen.orders["twice"] = (3, 2, 1, 0)
        await learner.press("r")
        await learner.sees("✓     one = x", "The first is in place.")
        await learner.press("r", "r")
        await learner.sees("Press n for the next function")
        assert not any(isinstance(event, SolutionShown) for event in learner.events)
        await learner.press("n", "r")
        await learner.sees("Now write it yourself")
        assert [event.how for event in learner.events if isinstance(event, SolutionShown)] == ["pieces"]
        await learner.press("escape")
        await learner.sees("e edit", "h hint")


async def test_moving_a_line_resets_which_lines_are_known_to_be_right(
    learner: Learner, engines: FakeEngines
) -> None:
    async with at_the_puzzle(learner, engines) as screen:
        screen.orders["twice"] = (0, 1, 3, 2)
        await learner.press("c")
        assert learner.screen.count("✓     ") == 2
        await learner.press("home", "J")
        assert learner.screen.count("✓     ") == 0
        await learner.press("K")
        assert learner.screen.count("✓     ") == 0  # unknown since then


async def test_a_check_replaced_by_a_newer_save_is_reported(learner: Learner, engines: FakeEngines) -> None:
    async with at_the_puzzle(learner, engines):
        engines.fake_grader.check = lambda *_, **__: None  # type: ignore[method-assign]
        await learner.press("c")
        await learner.sees("A save was checked instead")


async def test_without_lines_to_order_the_last_hint_is_the_last(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("h", "h", "h", "h")
        assert learner.notices == ["That was the last hint. Press s for the solution."]
        assert [e.number for e in learner.events if isinstance(e, HintTaken)] == [1, 2, 3]
