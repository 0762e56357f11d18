"""Welcome: nothing is created before the learner agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.course.model import Course


@pytest.fixture
def newcomer(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    return Learner(course, None, FakeEngines(), home / "transformer-tutor")


async def test_the_folder_is_named_and_enter_creates_it(newcomer: Learner) -> None:
    async with newcomer.at_work():
        await newcomer.sees("./transformer-tutor/", "tutor init FOLDER")
        assert newcomer.folder is not None and not newcomer.folder.exists()
        await newcomer.press("enter")
        await newcomer.sees("1 of 4")
        await newcomer.press("escape")
        await newcomer.sees("1.1 Queries and keys")
        assert sorted(p.name for p in (newcomer.folder / "exercises").iterdir()) == [
            "ex1_twice.py",
            "ex2_half.py",
        ]


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+q"])
async def test_leaving_creates_nothing(newcomer: Learner, key: str) -> None:
    async with newcomer.at_work():
        await newcomer.pilot.press(key)
        await newcomer.until(lambda: not newcomer.app.is_running or newcomer.app._exit)
    assert newcomer.folder is not None and not newcomer.folder.exists()


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_the_page_of_keys_opens_and_closes(newcomer: Learner, key: str) -> None:
    async with newcomer.at_work():
        assert "? keys" in newcomer.screen.splitlines()[-1]
        await newcomer.press(key)
        await newcomer.sees("create the workspace and start", "quit; nothing is created")
        await newcomer.press("escape")
        await newcomer.sees("./transformer-tutor/")
        assert newcomer.folder is not None and not newcomer.folder.exists()


async def test_keys_of_the_places_wait_until_there_is_a_folder(newcomer: Learner) -> None:
    async with newcomer.at_work():
        await newcomer.press("2", "slash")
        await newcomer.sees("./transformer-tutor/")


async def test_a_folder_that_cannot_be_created_is_reported_in_a_sentence(newcomer: Learner) -> None:
    assert newcomer.folder is not None
    newcomer.folder.write_text("a file of that name", encoding="utf-8")
    async with newcomer.at_work():
        await newcomer.press("enter")
        assert "is a file, and a folder is needed there" in newcomer.notices[-1]
        await newcomer.sees("./transformer-tutor/")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_folder_and_key_are_visible_on_a_small_terminal(
    newcomer: Learner, size: tuple[int, int]
) -> None:
    async with newcomer.at_work(size=size):
        await newcomer.sees("./transformer-tutor/", "enter")
