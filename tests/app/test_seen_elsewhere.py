"""Events recorded by a shell command appear in the running app without a key."""

from __future__ import annotations

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import NOW, Learner
from tutor.progress.events import Claimed, HintTaken, SectionRead
from tutor.session import Session


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.app.background.LOOK", 0.05)


def shell(learner: Learner) -> Session:
    assert learner.workspace is not None
    return Session(learner.course, learner.workspace, clock=lambda: NOW, engines=FakeEngines())


async def test_a_checkpoint_ticked_in_a_shell_is_ticked_in_progress(learner: Learner) -> None:
    async with learner.at_work("4"):
        assert "○ Can explain it" not in learner.screen
        await learner.press("down", "down")
        shell(learner).record(Claimed(at=NOW, checkpoint="c-claim", claimed=True))
        await learner.sees("○ Can explain it")


async def test_a_section_read_in_a_shell_is_ticked_in_the_path(learner: Learner) -> None:
    async with learner.at_work():
        shell(learner).record(SectionRead(at=NOW, step="step-2-code", section="zebras"))
        await learner.sees("2 Code ✓")


async def test_a_hint_taken_in_a_shell_counts_in_practice(learner: Learner) -> None:
    async with learner.at_work("2"):
        before = [line for line in learner.screen.splitlines() if " h " in line]
        number = 1
        shell(learner).record(HintTaken(at=NOW, exercise=learner.exercise().id, number=number))
        await learner.until(
            lambda: [line for line in learner.screen.splitlines() if " h " in line] != before, "the next hint"
        )
