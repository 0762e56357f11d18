"""A workspace that is moved, replaced or deleted while the app is running."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.app.learner import Learner
from tutor.app import background
from tutor.workspace import Workspace


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "LOOK", 0.05)


def about_the_folder(learner: Learner) -> list[str]:
    return [notice for notice in learner.notices if "while the tutor was running" in notice]


def texts(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def moved(workspace: Workspace) -> Path:
    """Move the workspace."""
    return workspace.root.rename(workspace.root.with_name("elsewhere"))


async def test_a_moved_folder_is_reported_once_and_its_old_path_stays_empty(learner: Learner) -> None:
    workspace = learner.workspace
    assert workspace is not None
    async with learner.at_work(place="2"):
        await learner.until(lambda: not learner.app.kept or not learner.app.kept.changed, "for the place")
        new = moved(workspace)
        before = texts(new)
        await learner.until(lambda: about_the_folder(learner), "for the notice")
        assert (
            f"{workspace.root} was moved to {new} while the tutor was running" in about_the_folder(learner)[0]
        )
        # A hint, a check, a confirmed reset, the editor, a note, another place: all of them would write.
        await learner.press("h", "c", "r", "y", "e", "1", "n", "t")
        await learner.type("mine")
        await learner.press("escape")
        assert not workspace.root.exists()
        await learner.press("ctrl+q")
        said = [str(one) for one in learner.app._exit_renderables]
        learner.app._exit_renderables.clear()
    learner.app.close()
    assert not workspace.root.exists()
    assert len(said) == 1 and "start again there" in said[0]
    assert texts(new) == before


async def test_a_save_in_the_new_place_gives_no_verdict_on_the_old(learner: Learner) -> None:
    workspace = learner.workspace
    assert workspace is not None
    async with learner.at_work(place="2"):
        moved(workspace)
        await learner.until(lambda: about_the_folder(learner), "for the notice")
        await asyncio.sleep(0.3)  # the watch notices that all files are gone
        await learner.rest()
        assert "not there" not in learner.screen and len(learner.notices) == 1


async def test_another_folder_with_that_name_is_not_written_to(learner: Learner) -> None:
    workspace = learner.workspace
    assert workspace is not None
    async with learner.at_work():
        new = moved(workspace)
        workspace.root.mkdir()
        await learner.until(lambda: about_the_folder(learner), "for the notice")
        await learner.press("n", "2", "h", "c")
        assert list(workspace.root.iterdir()) == []
    assert list(workspace.root.iterdir()) == [] and new.is_dir()


async def test_a_deleted_folder_is_not_recreated(learner: Learner) -> None:
    workspace = learner.workspace
    assert workspace is not None
    async with learner.at_work():
        shutil.rmtree(workspace.root)
        await learner.until(lambda: about_the_folder(learner), "for the notice")
        await learner.press("n", "2", "h", "c")
    assert not workspace.root.exists()
    assert "moved or deleted" in about_the_folder(learner)[0]


async def test_a_folder_that_returns_is_used_again(learner: Learner) -> None:
    workspace = learner.workspace
    assert workspace is not None
    async with learner.at_work():
        new = moved(workspace)
        await learner.until(lambda: about_the_folder(learner), "for the notice")
        new.rename(workspace.root)
        await learner.press("2")
        await learner.until(lambda: workspace.load_state().get("place") == "practice", "for the place")
