"""A simulated learner at the app's keys: starts it, presses keys, waits until it is idle, reads the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import OptionList

from tutor.app.app import TutorApp
from tutor.app.nav import Navigation
from tutor.course.model import Course, Exercise
from tutor.engines import Engines
from tutor.progress.events import AnyEvent
from tutor.progress.log import EventLog
from tutor.session import Session
from tutor.workspace import Workspace

PATIENCE = 20.0
NOW = 1_750_000_000.0


def each_size(first: tuple[int, int], *others: tuple[int, int]) -> pytest.MarkDecorator:
    """Run the test at each of these terminal sizes, passed as ``size``. All but the first are slow tests."""
    sizes = [first, *(pytest.param(size, marks=pytest.mark.slow) for size in others)]
    names = [f"{columns}x{rows}" for columns, rows in (first, *others)]
    return pytest.mark.parametrize("size", sizes, ids=names)


@dataclass
class Learner:
    """A learner with a workspace. ``app`` is the running app, or the last one."""

    course: Course
    workspace: Workspace | None
    engines: Engines
    folder: Path | None = None
    now: float = NOW
    charset: str = "utf-8"
    newcomer: bool = False  # whether the opening for newcomers may open
    app: TutorApp = field(init=False)
    pilot: Pilot[None] = field(init=False)

    def make_app(self) -> TutorApp:
        """The app as created by ``tutor start``, with this learner's engines and clock."""

        def session(course: Course, workspace: Workspace, warn: Callable[[str], None]) -> Session:
            return Session(course, workspace, clock=lambda: self.now, warn=warn, engines=self.engines)

        if self.workspace is not None and not self.newcomer:
            self.workspace.save_state({"opening": "seen"} | self.workspace.load_state())
        self.app = TutorApp(
            self.course, self.workspace, self.folder, make_session=session, charset=self.charset
        )
        self.app.animation_level = "none"
        return self.app

    @asynccontextmanager
    async def at_work(
        self, place: str = "1", size: tuple[int, int] = (120, 36), *, notices: bool = False
    ) -> AsyncIterator[Learner]:
        """Open the app at ``place`` (its key) on a terminal of this size, and wait until it is idle.

        Notices are drawn only on request, because they appear and disappear by the clock.
        """
        app = self.make_app()
        async with app.run_test(size=size, notifications=notices) as pilot:
            self.pilot = pilot
            await self.rest()
            if place != "1":
                await self.press(place)
            yield self

    async def press(self, *keys: str) -> None:
        """Press keys and wait for all their effects."""
        for key in keys:
            await self.pilot.press(key)
            await self.rest()

    def at_once(self, *keys: str) -> None:
        """Send several keys at once, as over a slow connection, without waiting."""
        assert self.app._driver is not None
        for key in keys:
            event = Key(key, key if len(key) == 1 else None)
            event.set_sender(self.app)
            self.app._driver.send_message(event)

    async def type(self, text: str) -> None:
        """Type characters without waiting between them."""
        names = {
            " ": "space",
            ",": "comma",
            "(": "left_parenthesis",
            ")": "right_parenthesis",
            ".": "full_stop",
        }
        await self.pilot.press(*(names.get(character, character) for character in text))
        await self.rest()

    async def rest(self) -> None:
        """Wait until everything is drawn and no worker is busy except the one that watches for saves."""
        await self.until(
            lambda: all(w.group in ("watch", "folder") or w.is_finished for w in self.app.workers)
        )
        for _ in range(3):
            await self.pilot.pause()

    async def until(self, holds: Callable[[], Any], what: str = "") -> None:
        """Wait until ``holds()``. On a timeout, fail and show the screen."""
        end = time.monotonic() + PATIENCE
        await self.pilot.pause()
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain {what}; the screen was:\n{self.screen}")
            await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def sees(self, *texts: str) -> None:
        """Wait until all these texts are on the screen, each on one line or wrapped."""
        await self.until(
            lambda: all(text in self.screen or text in self.running for text in texts), f"for {texts}"
        )

    @property
    def nav(self) -> Navigation:
        """The navigation, once a workspace is open."""
        assert self.app.nav is not None
        return self.app.nav

    @property
    def screen(self) -> str:
        """The text on the terminal, including dialogs and notices."""
        width = self.app.size.width
        lines = [
            "".join(segment.text for segment in strip)[:width]
            for strip in self.app.screen._compositor.render_strips()
        ]
        return "\n".join(line.rstrip() for line in lines)

    @property
    def running(self) -> str:
        """The words on the screen in one line, without frames and bars.

        How a sentence wraps depends on the random question; its words do not.
        """
        return " ".join(line.strip(" │▌") for line in self.screen.splitlines())

    @property
    def notices(self) -> list[str]:
        """Every notice so far."""
        return [notice.message for notice in self.app._notifications]

    def options(self, selector: str = "OptionList") -> list[str]:
        """The lines of a list."""
        options = self.app.screen.query_one(selector, OptionList).options
        return [str(option.prompt) for option in options]

    @property
    def events(self) -> list[AnyEvent]:
        """The events in the log file."""
        assert self.app.workspace is not None
        return list(EventLog(self.app.workspace.progress_path).read().events)

    def exercise(self, number: int = 1) -> Exercise:
        """The first or the second exercise."""
        return self.course.exercises[number - 1]

    def file(self, number: int = 1) -> Path:
        """The learner's file."""
        assert self.workspace is not None
        return self.workspace.file(self.exercise(number))

    def write(self, body: str, number: int = 1, *, by_rename: bool = True) -> None:
        """Save a solution with this body, as editors do."""
        name = self.exercise(number).functions[0]
        text = f'"""Mine."""\n\n\ndef {name}(x: float) -> float:\n    """Mine."""\n    {body}\n'
        path = self.file(number)
        if by_rename:
            beside = path.with_name(f".{path.name}.swp")
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
        else:
            path.write_text(text, encoding="utf-8")
