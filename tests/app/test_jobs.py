"""Work in threads: the newest job wins, quitting is silent, and any other error is one sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from textual.app import App

from tutor.app.jobs import Jobs
from tutor.engines import EnginesClosed

FAILING = "It could not be counted"


async def test_the_result_comes_back_on_the_thread_of_the_app() -> None:
    app = App[None]()
    seen: list[tuple[int, int]] = []
    async with app.run_test() as pilot:
        here = threading.get_ident()
        Jobs(app).latest(
            "count", lambda: 3, lambda n: seen.append((n, threading.get_ident())), failing=FAILING
        )
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert seen == [(3, here)]


async def test_the_newest_job_of_a_name_wins_and_other_names_are_independent() -> None:
    app, go_on = App[None](), threading.Event()
    seen: list[Any] = []

    def slow() -> str:
        go_on.wait(20)
        return "old"

    async with app.run_test() as pilot:
        jobs = Jobs(app)
        jobs.latest("a", slow, seen.append, failing=FAILING)
        jobs.latest("a", lambda: "new", seen.append, failing=FAILING)
        jobs.latest("b", lambda: "other", seen.append, failing=FAILING)
        while len(seen) < 2:
            await pilot.pause()
        go_on.set()
        await pilot.pause(0.05)
    assert sorted(seen) == ["new", "other"]


async def test_a_stream_yields_each_value_until_it_is_forgotten() -> None:
    app, wait = App[None](), threading.Event()
    seen: list[int] = []

    def numbers() -> Iterator[int]:
        yield 1
        yield 2
        wait.wait(20)
        yield 3

    async with app.run_test() as pilot:
        jobs = Jobs(app)
        jobs.stream("n", numbers, seen.append, failing=FAILING)
        while len(seen) < 2:
            await pilot.pause()
        jobs.forget("n")
        wait.set()
        await pilot.pause(0.05)
    assert seen == [1, 2]


async def test_an_error_is_one_sentence_and_leaving_is_not_an_error() -> None:
    app = App[None]()
    said: list[str] = []

    def breaks() -> None:
        raise ValueError("no [numbers]")

    def leaves() -> None:
        raise EnginesClosed

    async with app.run_test() as pilot:
        jobs = Jobs(app)
        jobs.latest("a", breaks, lambda _: None, failing=FAILING)
        jobs.latest("b", breaks, lambda _: None, failing=FAILING, failed=said.append)
        jobs.latest("c", leaves, lambda _: None, failing=FAILING, failed=said.append)
        await app.workers.wait_for_complete()
        await pilot.pause()
        notices = [notice.message for notice in app._notifications]
    assert notices == said == ["It could not be counted: no [numbers]"]


async def test_a_result_for_a_removed_screen_is_dropped() -> None:
    from textual.screen import Screen

    app, go_on = App[None](), threading.Event()
    seen: list[Any] = []
    async with app.run_test() as pilot:
        screen = Screen[None]()
        await app.push_screen(screen)
        Jobs(screen).latest("a", lambda: go_on.wait(20), seen.append, failing=FAILING)
        await app.pop_screen()
        go_on.set()
        await pilot.pause(0.05)
    assert not seen
