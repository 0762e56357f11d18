"""The estimate of a section's screens agrees with the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.learner import Learner
from tutor.app.screens.learn_screen import LearnScreen
from tutor.app.widgets.section_view import SectionView
from tutor.course.load import load_course
from tutor.course.screens import screens
from tutor.workspace import create

SECTIONS = {1: ("softmax",), 2: ("multi-head",), 3: ("modern-trends",)}


@pytest.mark.slow
async def test_the_estimate_is_right_within_a_screen_and_unbiased(tmp_path: Path) -> None:
    course = load_course()
    learner = Learner(course, create(tmp_path / "learner", course), None)  # type: ignore[arg-type]
    errors = []
    async with learner.at_work(size=(80, 24)):
        screen = learner.app.screen
        assert isinstance(screen, LearnScreen)
        view = screen.query_one(SectionView)
        for step, ids in SECTIONS.items():
            lesson = course.lessons[step]
            for section in (one for one in lesson.sections if one.id in ids):
                await screen.go_to(lesson.id, section.id)
                await learner.rest()
                await learner.press("end", "end")
                seen = view.virtual_size.height / view.scrollable_content_region.height
                errors.append(screens(section, lesson) - seen)
    assert len(errors) == 3
    assert max(map(abs, errors)) < 1, errors
    assert abs(sum(errors)) / len(errors) < 0.5, errors
