"""Questions that explain: reasons, steps, the answer, other numbers; and Explain boxes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import OptionList, TextArea

from tests.app.engines import FakeEngines
from tests.app.learner import NOW, Learner
from tutor.app.widgets.offer_line import Offer
from tutor.app.widgets.quiz_card import COMES_BACK, COUNTS, QuizView
from tutor.app.widgets.section_view import SectionView
from tutor.progress.events import Explained, PointsTicked, QuizAnswered
from tutor.progress.rounds import PAUSE

DRAWN = """\
```quiz
id: q-drawn
kind: number
question: d_k = {d_k}. What are scores divided by?
draw:
  d_k: [64, 16, 25]
answer: sqrt(d_k)
why: The root of {d_k} is {sqrt(d_k)}. It is the spread.
wrong:
  d_k: That is d_k itself.
steps:
  - The variance is {d_k}.
  - The spread is its root.
```
"""
CHOICE = """\
```quiz
id: q-which
kind: choice
question: Which one?
choices:
  - {text: one, why: The right one., correct: true}
  - {text: two, why: The second.}
  - {text: three, why: The third.}
```
"""
EXPLAIN = """\
```explain
id: e-why
ask: Why do we divide?
points: [the spread grows, one key wins, nothing to follow, the root is right]
model: Because the spread grows with d_k.
```
"""


@pytest.fixture
def asks(learner: Learner) -> Learner:
    """The learner, with these questions in the first section."""
    lesson = learner.course.lessons[0]
    section = replace(lesson.sections[0], text=f"{DRAWN}\n{CHOICE}\n{EXPLAIN}")
    lessons = (replace(lesson, sections=(section, lesson.sections[1])), *learner.course.lessons[1:])
    learner.course = replace(learner.course, lessons=lessons)
    return learner


def answers(learner: Learner) -> list[tuple[str, bool, int | None]]:
    return [(e.given, e.correct, e.round) for e in learner.events if isinstance(e, QuizAnswered)]


def card(learner: Learner, number: int) -> QuizView:
    return list(learner.app.screen.query(QuizView))[number]


async def answer(learner: Learner, text: str) -> None:
    await learner.type(text)
    await learner.press("enter")


async def test_three_misses_lead_to_the_answer_and_then_to_other_numbers(asks: Learner) -> None:
    async with asks.at_work():
        await asks.press("tab")
        await answer(asks, "64")
        await asks.sees("✗ Not 64. That is d_k itself.")
        await answer(asks, "7")
        await asks.sees("✗ Not 7. It is too small.", "▸ the reasoning, step by step")
        await asks.press("tab", "enter")
        await asks.sees("1  The variance is 64.", "▸ the next step")
        await asks.press("enter")
        await asks.sees("2  The spread is its root.")
        await answer(asks, "9")
        await asks.sees("The answer is 8. The root of 64 is 8.", "▸ the same question with new numbers")
        assert isinstance(asks.app.screen.focused, Offer)
        await asks.sees("▸ the same question with new numbers   enter")
        await asks.press("enter")
        again = card(asks, 0)
        assert again.quiz.values["d_k"] in (16, 25) and not again.asked.over
        await answer(asks, again.quiz.answer)
        await asks.sees("✓ Right.", again.quiz.question)
        assert isinstance(asks.app.screen.focused, SectionView)
        assert [(right, number) for _, right, number in answers(asks)] == [(False, 0)] * 3 + [(True, 1)]
        assert asks.app.screen.session.standing.quizzes["q-drawn"].right_later  # type: ignore[attr-defined]


async def test_a_right_answer_on_a_later_try_counts_only_with_other_numbers(asks: Learner) -> None:
    async with asks.at_work():
        await asks.press("tab")
        await answer(asks, "64")
        await answer(asks, "8")
        await asks.sees("✓ Right.", COUNTS, "▸ the same question with new numbers")
        standing = asks.app.screen.session.standing.quizzes["q-drawn"]  # type: ignore[attr-defined]
        assert standing.right_at is None
        await asks.press("n", "p")
        assert card(asks, 0).asked.number == 1


async def test_a_letter_followed_by_enter_counts_once_and_a_right_answer_is_final(asks: Learner) -> None:
    async with asks.at_work():
        await asks.press("tab", "tab")
        order = card(asks, 1).asked.order
        wrong = "abc"[order.index(1)]
        await asks.press(wrong, "enter", "enter")
        await asks.sees("✗ Not quite. The second.", f"{wrong}✗ two")
        assert len(answers(asks)) == 1
        right = "abc"[order.index(0)]
        await asks.press(right)
        await asks.sees("✓ Right. The right one.", COMES_BACK, f"{right}✓ one")
        assert isinstance(asks.app.screen.focused, SectionView)
        assert not card(asks, 1).query(OptionList)
        assert answers(asks) == [("2", False, 0), ("1", True, 0)]


async def test_a_choice_question_comes_back_after_a_pause_in_the_learners_own_order(asks: Learner) -> None:
    async with asks.at_work():
        first = card(asks, 1).asked.order
        await asks.press("tab", "tab", "abc"[first.index(2)], "abc"[first.index(0)], "n", "p")
        assert card(asks, 1).asked.over
        asks.now = NOW + PAUSE
        await asks.press("n", "p")
        assert not card(asks, 1).asked.over
        later = card(asks, 1).asked.order
        asks.app.close()
    asks.engines = FakeEngines()
    async with asks.at_work():
        assert card(asks, 1).asked.order == later
        await asks.press("tab", "tab", "abc"[later.index(0)])
        await asks.sees("✓ Which one?")
        assert answers(asks)[-1] == ("1", True, 1)


async def test_missed_questions_are_offered_and_asked_again_in_progress(asks: Learner) -> None:
    async with asks.at_work():
        first = card(asks, 1).asked.order
        await asks.press("tab", "tab", "abc"[first.index(2)], "abc"[first.index(0)], "4")
        assert "due: press d" not in asks.screen
        await asks.press("1")
        asks.now = NOW + PAUSE
        await asks.press("4")
        await asks.sees("1 missed question due: press d")
        await asks.press("d")
        assert asks.options()[0] == "1 question missed in Step 1 · Queries and keys"
        await asks.press("enter")
        await asks.sees("1.1 Queries and keys", "? Which one?")
        assert not card(asks, 1).asked.over and card(asks, 1).asked.number == 1


async def test_an_explanation_is_recorded_and_its_points_are_ticked(asks: Learner) -> None:
    async with asks.at_work():
        await asks.press("tab", "tab", "tab")
        assert isinstance(asks.app.screen.focused, TextArea)
        await asks.type("too short")
        await asks.press("tab", "enter")
        await asks.sees("Write a sentence or two of your own")
        await asks.type(" because the spread of a dot product grows")
        await asks.press("n", "escape", "n", "p")
        await asks.sees("too short because the spread of a dot product grows")  # the draft is still there
        await asks.press("tab", "tab", "tab", "tab", "enter")
        await asks.sees("✓ Why do we divide?", "You wrote: too short", "A model answer: Because the spread")
        await asks.press("enter", "down", "down", "space", "space", "down", "space")
        await asks.sees("☑ the spread grows", "☐ one key wins", "☐ nothing to follow", "☑ the root is right")
        written = [event for event in asks.events if isinstance(event, Explained)]
        ticked = [event.points for event in asks.events if isinstance(event, PointsTicked)]
        assert len(written) == 1 and "dot product grows" in written[0].text
        assert ticked == [(0,), (0, 2), (0,), (0, 3)]
    asks.engines = FakeEngines()
    async with asks.at_work():
        await asks.sees("✓ Why do we divide?", "☑ the root is right")
