"""Progress: evidence and claims always look different."""

from __future__ import annotations

from tests.app.learner import Learner
from tutor.progress.events import Claimed


def line_of(learner: Learner, words: str) -> str:
    return next(line for line in learner.options("#checkpoints") if words in line)


async def test_a_claim_looks_like_a_claim_and_can_be_taken_back(learner: Learner) -> None:
    async with learner.at_work("4"):
        assert "·" in line_of(learner, "shape of the scores")
        await learner.press("space")
        assert "○" in line_of(learner, "shape of the scores")
        await learner.sees("1 claimed", "✓ 0/3")
        await learner.press("space")
        assert "·" in line_of(learner, "shape of the scores")
        assert [e.claimed for e in learner.events if isinstance(e, Claimed)] == [True, False]


async def test_a_checkpoint_with_evidence_shows_it_and_cannot_be_claimed(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n", "tab", "tab", "tab")
        await learner.type("7, 7")
        await learner.press("enter", "escape", "4")
        assert "●" in line_of(learner, "shape of the scores")
        await learner.sees("✓ 1/3")
        await learner.press("space")
        assert not [e for e in learner.events if isinstance(e, Claimed)]
        await learner.press("enter")
        await learner.sees("Evidence", "● ", "2025-06-1")
        assert "claimed by you" not in learner.screen.split("Evidence")[1]


async def test_a_checkpoint_without_proof_can_only_be_claimed_and_never_counts_as_shown(
    learner: Learner,
) -> None:
    async with learner.at_work("4"):
        await learner.press("down", "down", "enter")
        await learner.sees("You can only claim this one")
        await learner.press("escape", "space")
        assert "○" in line_of(learner, "explain it to a friend")
        await learner.sees("✓ 0/3")


async def test_an_open_checkpoint_says_what_evidence_it_needs(learner: Learner) -> None:
    async with learner.at_work("4"):
        await learner.press("enter")
        await learner.sees("still open: answer the question q-shape in Step 1 · Questions")


async def test_plan_and_exercises_are_one_key_away_on_a_narrow_screen(learner: Learner) -> None:
    async with learner.at_work("4", size=(80, 24)):
        assert "Half of something" not in learner.screen
        await learner.press("left_square_bracket")
        await learner.sees(
            "Half of something", "1 day of practice" if learner.events else "0 days of practice"
        )
        await learner.press("left_square_bracket")
        await learner.sees("Can tell the shape of the scores")
