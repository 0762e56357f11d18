"""The line at the end of a section: one key opens the place for its task, and going back returns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tests.app.small_course import write_course
from tutor.course.load import load_course
from tutor.workspace import create

TASKS = """\
do:
  queries:
    to: exercise:ex1_twice
    words: Write `twice`, two minutes.
  questions:
    to: run:qk
    words: Change it.
actions:
"""


def learner_with(tmp_path: Path, tasks: str) -> Learner:
    root = write_course(tmp_path / "tasks")
    path = next(p for p in (root / "lessons").glob("*.md") if "step: 1\n" in p.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8").replace("actions:\n", tasks, 1), encoding="utf-8")
    course = load_course(root)
    return Learner(course, create(tmp_path / "doer", course), FakeEngines())


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_key_leads_to_the_exercise_and_back(tmp_path: Path, size: tuple[int, int]) -> None:
    learner = learner_with(tmp_path, TASKS)
    async with learner.at_work(size=size):
        await learner.press("end")
        await learner.sees("o ▸ Write twice, two minutes.")
        await learner.press("o")
        await learner.until(lambda: learner.nav.here == "practice", "for Practice")
        await learner.sees("Twice")
        await learner.press("backspace")
        await learner.sees("1.1 Queries and keys", "o ▸ Write twice")


async def test_a_block_of_the_section_opens_in_the_playground(tmp_path: Path) -> None:
    learner = learner_with(tmp_path, TASKS.replace("exercise:ex1_twice", "run:qk"))
    async with learner.at_work():
        await learner.press("o")
        await learner.sees("Playground")
        await learner.press("escape")


async def test_a_section_without_a_task_says_so_and_does_not_offer_the_key(learner: Learner) -> None:
    async with learner.at_work(size=(200, 60)):
        assert "do it" not in learner.screen
        await learner.press("o")
        assert learner.notices[-1] == "This section has no task."
