"""A section whose facts belong to a month says so at its edge, and above its text when they are old."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.course.model import Course
from tutor.workspace import create


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_month_is_at_the_edge_and_a_warning_above_old_facts(
    course: Course, tmp_path: Path, size: tuple[int, int]
) -> None:
    first, *others = course.lessons
    months = {"queries": "2026-11", "questions": "2025-10"}
    course = replace(course, lessons=(replace(first, as_of=months), *others))
    learner = Learner(course, create(tmp_path / "reader", course), FakeEngines())
    learner.now = datetime(2026, 11, 29, 12).timestamp()
    async with learner.at_work(size=size):
        await learner.sees("as of November 2026")
        assert "more than a year ago" not in learner.screen
        await learner.press("n")
        await learner.sees("The facts in this section are as of October 2025")
        assert "as of October 2025" in learner.screen.splitlines()[-2]
