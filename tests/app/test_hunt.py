"""The bug hunt in Practice: open after a pass, answered with keys, recorded when the line is found."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.app.engines import FakeEngines
from tests.app.learner import Learner, each_size
from tutor.app.screens.hunt_screen import HuntScreen, symptom_of
from tutor.app.screens.practice_screen import PracticeScreen
from tutor.course.code import hunts
from tutor.course.model import Mistake
from tutor.grading.verdict import TestResult, Verdict
from tutor.progress.events import BugFound

SOLUTION = '''\
def twice(x: float) -> float:
    """Two times x."""
    # BEGIN SOLUTION
    one = x
    two = x
    both = one + two
    return both
    # END SOLUTION
'''
MISTAKES = (
    Mistake(
        "minus",
        "minus",
        "It looks as if you subtract.",
        "step-1-attention#questions",
        {"one + two": "one - two"},
    ),
    Mistake(
        "nothing",
        "nothing",
        "It looks as if the second is 0.",
        "step-1-attention#queries",
        {"two = x": "two = 0"},
    ),
)


@asynccontextmanager
async def hunting(learner: Learner, size: tuple[int, int] = (120, 36)) -> AsyncIterator[HuntScreen]:
    """The screen is open on top of Practice, with two wrong versions."""
    async with learner.at_work("2", size=size):
        screen = HuntScreen(learner.nav.services, replace(learner.course.exercises[0], solution=SOLUTION))
        await learner.app.push_screen(screen)
        await learner.rest()
        screen.hunts = hunts(SOLUTION, MISTAKES)
        screen._begin()
        await learner.rest()
        yield screen


def found(learner: Learner) -> list[tuple[str, int]]:
    return [(event.mistake, event.tries) for event in learner.events if isinstance(event, BugFound)]


@each_size((80, 24), (120, 36), (60, 18))
async def test_the_wrong_line_is_selected_and_explained(learner: Learner, size: tuple[int, int]) -> None:
    async with hunting(learner, size):
        await learner.sees("both = one - two", "Choose the wrong line")
        await learner.press("enter")
        await learner.sees("✗ Not that one", "✓ one = x")
        await learner.press("enter")  # counted once
        await learner.press("down", "down", "enter")
        await learner.sees("✓ Found. It looks as if you subtract.", "both = one + two", "→ both")
        assert found(learner) == [("minus", 2)]
        await learner.press("enter", "r")
        assert found(learner) == [("minus", 2)]
        await learner.press("n", "down", "enter")
        await learner.sees("✓ Found. It looks as if the second is 0.")
        assert found(learner) == [("minus", 2), ("nothing", 1)]
        assert learner.app.session is not None
        own = learner.app.session.standing.exercises[learner.course.exercises[0].id]
        assert own.bugs == {"minus", "nothing"}


async def test_a_bug_that_was_revealed_does_not_count_as_found(learner: Learner) -> None:
    async with hunting(learner):
        await learner.press("r")
        await learner.sees("It looks as if you subtract.", "It should read")
        assert "Found" not in learner.screen
        assert found(learner) == []
        await learner.press("g")
        await learner.sees("1.2 Questions")


async def test_the_check_says_the_same_as_after_a_save(learner: Learner, engines: FakeEngines) -> None:
    verdict = engines.fake_grader.verdict
    engines.fake_grader.verdict = lambda e, text: verdict(e, "wrong" if "- two" in text else text)  # type: ignore[method-assign]
    async with hunting(learner):
        await learner.press("g")  # not before the mistake is named
        await learner.press("h")
        await learner.sees("Verdict: ✗ twice(3) is 6 — It gives 9 instead of 6.")
        await learner.press("enter")
        await learner.sees("Verdict: ✗ twice(3) is 6", "✗ Not that one")


async def test_the_hunt_opens_after_a_pass_and_leads_back(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("f")
        assert "opens when you pass" in learner.notices[-1]
        learner.file(1).write_text("def twice(x):\n    return 2 * x\n")
        await learner.sees("✓ passed", "find the bug in wrong versions")
        await learner.press("f")
        assert isinstance(learner.app.screen, HuntScreen)
        await learner.sees("bug hunt")
        await learner.press("h", "r", "n", "enter", "escape")
        assert isinstance(learner.app.screen, PracticeScreen)


def test_a_check_that_was_stopped_says_so() -> None:
    stopped = TestResult("t", "twice(3) is 6", "error", "twice stops on line 12 with NameError.")
    assert (
        symptom_of(Verdict("ex1", "failed", 0.1, (stopped,)))
        == "✗ twice(3) is 6 — twice stops with NameError."
    )
    assert symptom_of(Verdict("ex1", "error", 0.1, message="NameError:\n  x")) == "NameError: x"
    assert symptom_of(Verdict("ex1", "passed", 0.1)) == "nothing."
