"""The app with a course that has nothing to do with ours."""

from __future__ import annotations

from pathlib import Path

from tests.app.learner import Learner
from tutor.app.engines import Engines
from tutor.course import load_course
from tutor.progress.events import BlockRun, Checked
from tutor.workspace import create

SECOND = Path(__file__).parents[1] / "second_course"


async def test_it_is_read_run_written_and_shown(tmp_path: Path) -> None:
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
        await learner.sees("✓ passed", "2 of 2 hold")
        assert any(isinstance(event, Checked) and event.status == "passed" for event in learner.events)
        await learner.press("4")
        await learner.sees("● Has found the nearest point", "1 of 2 proofs")
        await learner.press("s", "d", "3")  # schedules, drills and the Lab are of another course
        assert "Lab" not in learner.screen and not learner.notices
        await learner.sees("Has found the nearest point")
