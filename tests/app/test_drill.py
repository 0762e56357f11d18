"""Drills in the app: answered with keys, explained immediately, recorded as in the shell."""

from __future__ import annotations

import pytest

from tests.app.learner import NOW, Learner
from tutor.progress.events import Drilled
from tutor.transformers.drills.drill_screen import DrillScreen


def answers(learner: Learner) -> list[Drilled]:
    return [event for event in learner.events if isinstance(event, Drilled)]


async def answer(learner: Learner, right: bool = True) -> DrillScreen:
    """Answer the question on the screen."""
    screen = learner.app.screen
    assert isinstance(screen, DrillScreen)
    asked = screen.asked
    given = asked.question.solution()
    if asked.quiz.kind == "choice":
        await learner.press("abcd"[int(given) % len(asked.quiz.choices) if not right else int(given) - 1])
    else:
        await learner.type(given if right else "7777")
        await learner.press("enter")
    return screen


@pytest.mark.slow
async def test_ten_in_a_row_pass_a_drill_and_a_miss_restarts_the_count(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.press("d")
        assert learner.options()[:2] == ["everything, mixed", "shapes · the shape of each step of attention"]
        await learner.type("shapes")
        await learner.press("enter")
        await learner.sees("Drill · the shape of each step")
        await answer(learner)
        await learner.sees("✓ Right.", "●·········  1 in a row")
        await learner.press("enter")
        await answer(learner, right=False)
        await learner.sees("✗ Not quite.", "The answer is (", "··········  0 in a row")
        for _ in range(10):
            await learner.press("n")
            await answer(learner)
        await learner.sees("●●●●●●●●●●", "you have passed the drill")
        assert [event.correct for event in answers(learner)] == [True, False, *[True] * 10]
        assert all(event.drill == "shapes" and event.question for event in answers(learner))
        await learner.press("escape", "d")
        assert learner.options()[1].startswith("✓ shapes")


async def test_an_answer_counts_once(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.nav.go("drill:patterns")
        await learner.rest()
        screen = await answer(learner)
        before = screen.asked
        await learner.press("a", "b", "c")
        assert len(answers(learner)) == 1
        await learner.press("enter")
        assert screen.asked is not before and not screen.answered


async def test_numbers_are_typed_and_confusions_are_named(learner: Learner) -> None:
    async with learner.at_work("4", size=(80, 24)):
        await learner.nav.go("drill:masks")
        await learner.rest()
        screen = learner.app.screen
        assert isinstance(screen, DrillScreen)
        confusion = screen.asked.question.confusions[0]
        await learner.type(confusion.answer)
        await learner.press("enter")
        await learner.sees("✗ Not quite.", confusion.why[:30])
        await learner.press("enter")
        await answer(learner)
        assert [event.correct for event in answers(learner)] == [False, True]


async def test_items_are_put_in_order(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.nav.go("drill:order")
        await learner.rest()
        screen = learner.app.screen
        assert isinstance(screen, DrillScreen)
        shown = screen.query_one("DrillQuestion").asked.order  # type: ignore[attr-defined]
        await learner.type(" ".join(str(shown.index(n) + 1) for n in range(len(shown))))
        await learner.press("enter")
        assert [event.correct for event in answers(learner)] == [True]
        await learner.press("enter")
        shown = screen.query_one("DrillQuestion").asked.order  # type: ignore[attr-defined]
        await learner.type(" ".join(str(n) for n in range(1, len(shown) + 1)))
        await learner.press("enter")
        await learner.sees("✗ Not quite.", "here but")


async def test_missed_questions_come_back_first(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.nav.go("drill:scores")
        await learner.rest()
        await answer(learner, right=False)
        missed = answers(learner)[0].question
    learner.now = NOW + 86_400
    async with learner.at_work("4"):
        await learner.sees("1 missed question due: press d")
        await learner.press("d")
        assert learner.options()[0] == "everything, missed ones first (1 due)"
        await learner.press("enter")
        await learner.sees("scores · missed before")
        screen = learner.app.screen
        assert isinstance(screen, DrillScreen)
        assert screen.asked.question.key == missed
        await answer(learner)
        await learner.press("escape")
        assert "missed question due" not in learner.screen


async def test_the_palette_lists_the_drills(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("ctrl+p")
        await learner.type("drill masks")
        await learner.press("enter")
        await learner.sees("Drill · what a mask lets through")


async def test_a_drill_leads_back_to_where_it_was_opened(learner: Learner) -> None:
    async with learner.at_work():
        for key in ("escape", "1"):
            await learner.nav.go("drill:patterns")
            await learner.sees("Drill · ")
            assert "1 Learn" in learner.screen.splitlines()[-1]
            await learner.press(key)
            await learner.sees("1.1 Queries and keys")


async def test_a_typing_error_does_not_end_a_streak(learner: Learner) -> None:
    async with learner.at_work("4", size=(80, 24)):
        await learner.nav.go("drill:masks")
        await learner.rest()
        await answer(learner)
        await learner.press("enter")
        await learner.type("abc")
        await learner.press("enter")
        await learner.sees("Type a number", "●·········  1 in a row")
        assert len(answers(learner)) == 1
        await learner.press("backspace", "backspace", "backspace")
        await answer(learner)
        await learner.sees("✓ Right.", "●●········  2 in a row")


async def test_a_streak_continues_in_another_session(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.nav.go("drill:shapes")
        await learner.rest()
        await answer(learner)
    async with learner.at_work("4"):
        await learner.nav.go("drill:shapes")
        await learner.sees("●·········  1 in a row")
