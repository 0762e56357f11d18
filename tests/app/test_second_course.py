"""The app with an unrelated course."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.app.app import TutorApp
from tutor.app.screens.welcome_screen import WelcomeScreen
from tutor.course.load import load_course
from tutor.engines import Engines
from tutor.progress.events import BlockRun, Checked
from tutor.workspace import create

SECOND = Path(__file__).parents[1] / "second_course"


@pytest.mark.slow
async def test_an_unrelated_course_is_read_run_and_shown(tmp_path: Path) -> None:
    course = load_course(SECOND)
    learner = Learner(course, create(tmp_path / "mine", course), Engines(course))
    async with learner.at_work():
        await learner.sees("1.1 Two points", "4.24", "Draw it.")
        await learner.press("right")
        await learner.sees("5.20")
        assert any(isinstance(event, BlockRun) for event in learner.events)
        await learner.press("2")
        await learner.sees("near1 · The nearest point", "not started")
        assert learner.workspace is not None
        file = learner.workspace.file(course.exercises[0])
        file.write_text(course.exercises[0].solution, encoding="utf-8")
        await learner.sees("✓ passed", "2 of 2 pass", "Graded with the checks of another course")
        assert any(isinstance(event, Checked) and event.status == "passed" for event in learner.events)
        await learner.press("4")
        await learner.sees("● Has found the nearest point", "evidence 1 of 2")
        await learner.press("s", "d", "3")  # schedules, drills and the Lab belong to the other course
        assert "Lab" not in learner.screen and not learner.notices
        await learner.sees("Has found the nearest point")


async def test_its_title_is_at_the_top_and_its_keys_name_only_what_exists(tmp_path: Path) -> None:
    course = load_course(SECOND)
    learner = Learner(course, create(tmp_path / "mine", course), FakeEngines())
    async with learner.at_work("4"):
        await learner.sees("Second course", "0/2 checkpoints", "Has found the nearest point")
        for absent in ("Transformer", "Lab", "drill", "schedule"):
            assert absent not in learner.screen
        await learner.press("question_mark")
        await learner.sees("1 2 4", "Learn, Practice, Progress")
        assert "schedule" not in learner.screen


async def test_its_welcome_offers_a_folder_named_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUTOR_COURSE", str(SECOND))
    learner = Learner(load_course(SECOND), None, FakeEngines())
    learner.app = TutorApp()
    async with learner.app.run_test() as learner.pilot:
        await learner.sees("./my-second_course/", "1 step with 2 sections, 1 exercise")
        assert isinstance(learner.app.screen, WelcomeScreen)
        assert learner.app.title == "Second course"


async def test_a_new_exercise_is_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = create(tmp_path / "mine", load_course(SECOND))
    made.file(load_course(SECOND).exercises[0]).unlink()
    monkeypatch.chdir(made.root)
    learner = Learner(load_course(SECOND), None, FakeEngines())
    for said in (["New in exercises/: near1_nearest.py"], []):
        learner.app = TutorApp()
        async with learner.app.run_test() as learner.pilot:
            await learner.sees("1.1 Two points")
            assert learner.notices == said
