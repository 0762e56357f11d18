"""Snapshots of the screens at three terminal sizes. After an intended change: pytest tests/app --snapshot-update"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from tests.app.engines import FakeEngines
from tests.app.learner import Learner, each_size
from tutor.course.model import Course

at_three_sizes = each_size((80, 24), (120, 36), (40, 12))
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def course_in_a_short_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of a test's folder changes each time."""
    sentence = "Graded with the checks of another course, in ~/course"
    monkeypatch.setattr("tutor.app.screens.practice_screen.judge_sentence", lambda root: sentence)


def after(learner: Learner, *keys: str, sees: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press ``keys``, and wait until ``sees`` is on the screen and the app is idle."""

    async def act(pilot: Pilot[None]) -> None:
        learner.pilot = pilot
        await learner.rest()
        await learner.press(*keys)
        await learner.sees(sees)
        for editor in pilot.app.screen.query(TextArea):
            editor._pause_blink()  # the cursor is always visible
        await learner.rest()

    return act


def taken(snap_compare: Any, learner: Learner, size: tuple[int, int], *keys: str, sees: str) -> bool:
    return bool(
        snap_compare(learner.make_app(), terminal_size=size, run_before=after(learner, *keys, sees=sees))
    )


@at_three_sizes
def test_learn(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert taken(snap_compare, learner, size, "right", sees="T 6" if size[0] < 110 else "was 5")


@at_three_sizes
def test_questions(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    keys = ("n", "tab", "down", "enter")
    assert taken(snap_compare, learner, size, *keys, sees="✗ Not quite.")


@at_three_sizes
def test_practice_not_started(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert taken(snap_compare, learner, size, "2", sees="· not started")


@at_three_sizes
def test_practice_failed(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    learner.write("return wrong")
    assert taken(snap_compare, learner, size, "2", sees="✗ not yet")


@at_three_sizes
def test_practice_passed(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    learner.write("return 2 * x")
    assert taken(snap_compare, learner, size, "2", sees="✓ passed")


@at_three_sizes
def test_progress(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert taken(snap_compare, learner, size, "4", "space", sees="○")


@at_three_sizes
def test_playground(learner: Learner, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert taken(snap_compare, learner, size, "e", "escape", "e", sees="Playground")


@at_three_sizes
def test_welcome(
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snap_compare: Compare,
    size: tuple[int, int],
) -> None:
    monkeypatch.chdir(tmp_path)
    newcomer = Learner(course, None, FakeEngines(), tmp_path / "transformer-tutor")
    assert taken(snap_compare, newcomer, size, sees="./transformer-tutor/")
