"""Every jump can be taken back, to the exact line, and then forward again."""

from __future__ import annotations

from textual.widgets import Input

from tests.app.learner import Learner
from tutor.app.history import LONGEST, History, Spot
from tutor.app.screens.playground_screen import PlaygroundScreen
from tutor.app.widgets.section_view import SectionView

SMALL = (48, 20)


def spot(name: str, line: int = 0) -> Spot:
    return Spot("learn", name, (name, line))


def test_back_leads_to_where_the_last_jump_began_and_forward_to_where_it_ended() -> None:
    jumped = History().jumped(spot("a", 3)).jumped(spot("b"))
    first = jumped.back(spot("c", 7))
    assert first is not None and first[1] == spot("b")
    second = first[0].back(spot("b"))
    assert second is not None and second[1] == spot("a", 3)
    assert second[0].back(spot("a", 3)) is None
    again = second[0].forward(spot("a", 3))
    assert again is not None and again[1] == spot("b")
    last = again[0].forward(spot("b"))
    assert last is not None and last[1] == spot("c", 7)


def test_a_jump_clears_the_forward_history() -> None:
    came_back = History().jumped(spot("a")).back(spot("b"))
    assert came_back is not None
    assert came_back[0].jumped(spot("a")).forward(spot("c")) is None


def test_back_never_leads_to_the_current_spot() -> None:
    assert History().jumped(spot("a")).back(spot("a")) is None
    found = History().jumped(spot("a")).jumped(spot("b")).back(spot("b"))
    assert found is not None and found[1] == spot("a")


def test_a_spot_that_was_left_twice_in_a_row_is_kept_once_and_the_oldest_are_forgotten() -> None:
    assert len(History().jumped(spot("a")).jumped(spot("a")).behind) == 1
    history = History()
    for number in range(2 * LONGEST):
        history = history.jumped(spot(str(number)))
    assert len(history.behind) == LONGEST and history.behind[-1] == spot(str(2 * LONGEST - 1))


def test_continuing_after_going_back_removes_that_history_entry() -> None:
    history = History().jumped(spot("a")).jumped(spot("b"))
    assert history.settled(spot("b")).behind == (spot("a"),)
    assert history.settled(spot("c")) == history


def test_the_screens_that_history_entries_need_are_known() -> None:
    over = Spot("learn", "Playground", None, ("kept-1",))
    assert History().jumped(over).screens == {"kept-1"}


def scrolled(learner: Learner) -> int:
    return int(learner.app.screen.query_one(SectionView).scroll_offset.y)


async def jump_to_zebras(learner: Learner) -> None:
    await learner.press("ctrl+p")
    await learner.type("zebras")
    await learner.sees("2 · Zebras")
    await learner.press("enter")
    await learner.sees("2.1 Zebras")


async def test_a_jump_from_the_middle_of_a_section_is_taken_back_to_its_line(learner: Learner) -> None:
    async with learner.at_work(size=SMALL):
        await learner.press("down", "down", "down", "down", "down")
        left = scrolled(learner)
        assert left > 0
        await jump_to_zebras(learner)
        assert "← 1.1 Queries and keys" in learner.screen.splitlines()[0]
        assert "⌫ return" in learner.screen.splitlines()[-1]
        await learner.press("backspace")
        await learner.sees("1.1 Queries and keys")
        await learner.until(lambda: scrolled(learner) == left)
        assert "return" not in learner.screen.splitlines()[-1]
        await learner.press("alt+right")
        await learner.sees("2.1 Zebras")
        await learner.press("alt+left")
        await learner.sees("1.1 Queries and keys")


async def test_the_focus_returns_to_the_question_that_had_it(learner: Learner) -> None:
    async with learner.at_work(size=SMALL):
        await learner.press("n", "tab", "tab")
        field = learner.app.focused
        assert isinstance(field, Input)
        await jump_to_zebras(learner)
        await learner.press("alt+left")
        await learner.sees("1.2 Questions")
        focused = learner.app.focused
        assert isinstance(focused, Input) and focused.placeholder == field.placeholder


async def test_a_link_a_search_and_a_choice_in_the_path_can_all_be_taken_back(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("g", "enter")  # a link
        await learner.sees("1.2 Questions")
        assert " ← Queries" in learner.screen  # in the path too
        await learner.press("slash")
        await learner.type("striped")
        await learner.sees("The zebra is")
        await learner.press("enter")
        await learner.sees("2.1 Zebras")
        learner.app.screen.query_one("#path").focus()
        await learner.press("home", "enter")
        await learner.sees("1.1 Queries")
        for heading in ("2.1 Zebras", "1.2 Questions", "1.1 Queries"):
            learner.app.screen.query_one(SectionView).focus()
            await learner.press("backspace")
            await learner.sees(heading)


async def test_going_back_from_a_linked_exercise_leads_to_the_previous_place(learner: Learner) -> None:
    async with learner.at_work("2"):
        await learner.press("n")
        await learner.sees("ex2 · Half")
        await learner.press("ctrl+p")
        await learner.type("twice")
        await learner.until(lambda: "ex1 · Twice" in learner.options("CommandList"))
        await learner.press("enter")
        await learner.sees("─ ex1 · Twice", "← ex2")
        await learner.press("backspace")
        await learner.sees("─ ex2 · Half")
        assert "←" not in learner.screen
        await learner.press("g")
        await learner.sees("1.1 Queries", "← ex2")
        await learner.press("backspace")
        await learner.sees("ex2 · Half")


async def test_typed_code_is_still_in_the_playground_after_going_back(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("e")
        await learner.type("1 + 1")
        playground = learner.app.screen
        assert isinstance(playground, PlaygroundScreen)
        await jump_to_zebras(learner)
        await learner.press("alt+left")
        assert learner.app.screen is playground
        await learner.sees("1 + 1")
        await learner.press("escape")
        await learner.sees("1.1 Queries")
        await jump_to_zebras(learner)
        await learner.press("backspace")
        await learner.sees("1.1 Queries")
        await learner.until(lambda: not playground.is_attached)  # no history entry needs it any more
