"""Random keys: a short walk of scripts/random_walk.py on the small course."""

from __future__ import annotations

import random

import pytest

from scripts.random_walk import Walk
from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.app import TutorApp


@pytest.mark.slow
async def test_no_keys_crash_or_freeze_the_app(learner: Learner) -> None:
    assert learner.workspace is not None

    def make_app() -> TutorApp:
        learner.engines = FakeEngines()
        return learner.make_app()

    walk = Walk(
        random.Random(4),
        learner.course,
        learner.workspace,
        make_app,
        session=50,
        probe=50,
        largest=(112, 30),  # drawing takes most of the time
    )
    try:
        await walk.walk(100)
    except Exception as error:
        raise AssertionError(f"after {' '.join(walk.last)}") from error
    assert walk.tally.keys == 100
