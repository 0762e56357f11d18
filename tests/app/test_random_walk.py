"""Somebody who presses anything: a short walk of the one in scripts/random_walk.py, on the small course."""

from __future__ import annotations

import random

import pytest

from scripts.random_walk import Walk
from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.app import TutorApp


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_ends_the_app_and_nowhere_is_it_stuck(learner: Learner, seed: int) -> None:
    assert learner.workspace is not None

    def make_app() -> TutorApp:
        learner.engines = FakeEngines()
        return learner.make_app()

    walk = Walk(random.Random(seed), learner.course, learner.workspace, make_app, session=75, probe=25)
    try:
        await walk.walk(150)
    except Exception as error:
        raise AssertionError(f"after {' '.join(walk.last)}") from error
    assert walk.tally.keys == 150
