"""Step 0 of the real course: five sections, each on one screen of 80 × 24."""

from __future__ import annotations

from pathlib import Path

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.widgets.section_view import SectionView
from tutor.course.load import load_course
from tutor.workspace import create


async def test_each_section_of_step_0_is_one_screen(tmp_path: Path) -> None:
    course = load_course()
    learner = Learner(course, create(tmp_path / "newcomer", course), FakeEngines())
    async with learner.at_work(size=(80, 24)):
        titles = [section.title for section in course.lessons[0].sections]
        assert len(titles) == 5
        for number, title in enumerate(titles, 1):
            await learner.sees(f"0.{number} {title}")
            assert learner.app.screen.query_one(SectionView).max_scroll_y == 0, learner.screen
            await learner.press("n")
        await learner.sees("1.1 ")
