"""Quitting and failing: nothing is left behind, nothing blocks, and one sentence says what was wrong."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from textual.app import App

from tests.app.engines import FakeEngines
from tests.app.learner import Learner
from tutor.engines import Engines, EnginesClosed
from tutor.grading import grader as grading


def children() -> set[str]:
    """The running child processes of this one."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {row[0] for row in rows if row[1] == str(os.getpid()) and "ps -A" not in row[-1]}


async def test_quitting_at_once_leaves_no_process_behind(learner: Learner) -> None:
    before = children()
    learner.engines = Engines(learner.course)
    app = learner.make_app()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
    assert children() <= before


async def test_quitting_during_an_endless_check_ends_it(learner: Learner) -> None:
    before = children()
    learner.engines = Engines(learner.course)
    learner.write("while True: pass")
    app = learner.make_app()
    async with app.run_test() as pilot:
        learner.pilot = pilot
        await learner.rest()
        await pilot.press("2")
        await learner.sees("… checking")
        await pilot.press("ctrl+q")
    assert children() <= before


async def test_quitting_while_the_grader_starts_closes_it(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    starting, may_start, closed = threading.Event(), threading.Event(), threading.Event()

    class SlowGrader:
        def __init__(self, _: object) -> None:
            starting.set()
            may_start.wait(20)

        def warm(self) -> None:
            pass

        def close(self) -> None:
            closed.set()

    monkeypatch.setattr(grading, "Grader", SlowGrader)
    learner.engines = Engines(learner.course)
    app = learner.make_app()
    async with app.run_test() as pilot:
        learner.pilot = pilot
        await learner.until(starting.is_set)
        threading.Timer(0.2, may_start.set).start()
        await pilot.press("ctrl+q")
    assert closed.is_set()
    with pytest.raises(EnginesClosed):
        learner.engines.grader  # noqa: B018


def test_closed_engines_start_nothing(learner: Learner) -> None:
    before = children()
    engines = Engines(learner.course)
    engines.close()
    engines.close()
    for name in ("grader", "tracer"):
        with pytest.raises(EnginesClosed):
            getattr(engines, name)
    assert children() <= before


async def test_an_engine_that_does_not_start_is_one_sentence_and_reading_still_works(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(grading, "Grader", refuse)
    learner.engines = Engines(learner.course)
    async with learner.at_work():
        said = ["The process that runs code could not be started: no more processes"]
        await learner.until(lambda: learner.notices == said)
        await learner.press("n")
        await learner.sees("1.2 Questions")


async def test_an_unwritable_folder_is_reported_once_and_learning_still_works(learner: Learner) -> None:
    assert learner.workspace is not None
    state = learner.workspace.state_dir
    shutil.rmtree(state)
    state.write_text("not a folder", encoding="utf-8")
    async with learner.at_work():
        await learner.press("n", "n", "2", "h")
        about = [notice for notice in learner.notices if "is a file, and a folder is needed" in notice]
        assert len(about) == 1
        await learner.sees("Hint 1 of 3")


async def test_the_place_is_saved_while_the_app_runs(learner: Learner) -> None:
    workspace = learner.workspace
    assert workspace is not None
    async with learner.at_work():
        await learner.press("n")
        await learner.until(lambda: workspace.load_state().get("section") == "questions", "for the section")
        await learner.press("2")
        await learner.until(lambda: workspace.load_state().get("place") == "practice", "for the place")


async def test_a_sentence_that_is_not_unicode_does_not_prevent_saving_the_place(
    learner: Learner,
) -> None:
    workspace = learner.workspace
    assert workspace is not None
    assert workspace.save_state({"place": "lab", "lab": {"sentence": "half \udcff a letter"}}) == ""
    assert workspace.load_state()["place"] == "lab"


async def test_a_damaged_record_is_reported_and_the_rest_of_it_counts(learner: Learner) -> None:
    async with learner.at_work():
        await learner.press("n")
    assert learner.workspace is not None
    with learner.workspace.progress_path.open("a", encoding="utf-8") as file:
        file.write("no event at all\n")
    learner.engines = FakeEngines()
    async with learner.at_work():
        assert len(learner.notices) == 1
        await learner.sees("✓ Queries and")


async def test_an_internal_error_ends_the_app_with_one_sentence_and_saves_the_details(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(App, "is_headless", property(lambda _: False))
    async with learner.at_work():
        app = learner.app

        def fault() -> None:
            raise ValueError("[/b] broken")

        app.call_later(fault)
        while not app._exit:
            await asyncio.sleep(0.01)
        said = str(app._exit_renderables[0])
        app._exit_renderables.clear()
    assert app.return_code == 3
    assert "an internal error (ValueError: [/b] broken)" in said
    assert learner.workspace is not None
    log: Path = learner.workspace.state_dir / "crash.log"
    assert str(log) in said and "in fault" in log.read_text(encoding="utf-8")
