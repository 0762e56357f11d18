"""Presses random keys, as a learner who knows nothing and fears nothing: ``python scripts/random_walk.py --seed 1
--keys 1000``.

It walks through the app in this process, in a folder of its own: keys, text, clicks, terminal sizes, saves and
deleted files. After every key the app must still run, and now and then every place must be reachable from the current
screen.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from textual.events import Key, MouseScrollDown, MouseScrollUp
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import ModalScreen

from scripts.random_saves import damage, save
from tutor.app.app import TutorApp
from tutor.app.screens.screen import TutorScreen
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.workspace import Workspace

PATIENCE = 30.0  # seconds after which something that has not appeared counts as stuck
SAID = 500  # keys between two progress messages
SLOW = 0.5  # seconds of work without a response that are worth reporting
SMALLEST, LARGEST = (20, 8), (200, 60)
LEAVING = {"ctrl+q", "ctrl+c"}
ANYWHERE = (
    "up down left right pageup pagedown home end tab shift+tab enter escape space backspace delete "
    "shift+up shift+down ctrl+a ctrl+z ctrl+y ctrl+k ctrl+w ctrl+r ctrl+s ctrl+left f1 f6"
).split()
TEXTS = (
    "(5, 8)",
    "7",
    "the quick brown fox",
    "attention",
    "é漢字🙂",
    "[b]x[/]",
    "q @ k.T\n",
    "while",
    "  ",
    "0" * 40,
    "2 1 3",
)
LINE_END = {"\n": "enter"}


class Stuck(Exception):
    """The app runs, but a key that must leave every screen has no effect."""


@dataclass
class Tally:
    """The events of a walk, counted."""

    keys: int = 0
    events: Counter[str] = field(default_factory=Counter)
    screens: Counter[str] = field(default_factory=Counter)
    slow: list[tuple[float, str, str]] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    workers: int = 0

    def report(self) -> str:
        """A summary of a few lines."""
        slow = [f"    {s:.2f} s  {what} on {screen}" for s, what, screen in sorted(self.slow)[::-1][:8]]
        said = [f"    {count} × {sentence}" for sentence, count in self.said.most_common(30)]
        return "\n".join(
            (
                f"{self.keys} keys; {dict(self.events)}",
                f"screens: {dict(self.screens)}",
                f"most workers at once: {self.workers}; slower than {SLOW} s: {len(self.slow)}",
                *slow,
                "said:",
                *said,
            )
        )


class Walk:
    """A walk with one seed. ``make_app`` returns a new app on the same folder; it is called again whenever the walk
    has quit the app."""

    def __init__(
        self,
        chance: random.Random,
        course: Course,
        workspace: Workspace,
        make_app: Callable[[], TutorApp],
        *,
        session: int = 500,
        probe: int = 100,
        largest: tuple[int, int] = LARGEST,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.chance, self.course, self.workspace, self.make_app = chance, course, workspace, make_app
        self.session, self.probe, self.largest, self.say = session, probe, largest, say
        self.tally = Tally()
        self.last: deque[str] = deque(maxlen=50)
        self.doing = ""
        self.began = time.monotonic()
        self.heard: set[str] = set()  # number of notices counted so far
        self.app: TutorApp
        self.pilot: Pilot[None]

    async def walk(self, keys: int) -> None:
        """Press this many keys, quitting and restarting in between. Raises Stuck, or whatever the app raised."""
        while self.tally.keys < keys:
            await self._one_session(min(keys, self.tally.keys + self.session))

    def _say_how_it_goes(self) -> None:
        took, self.began = time.monotonic() - self.began, time.monotonic()
        self.say(
            f"{self.tally.keys} keys, {took:.0f} s for the last {SAID}, {memory():.0f} MiB, "
            f"{threading.active_count()} threads"
        )

    async def _one_session(self, until: int) -> None:
        self.app = app = self.make_app()
        app.animation_level = "none"
        watched = asyncio.create_task(self._watch_delays())
        self._note("— start —")
        try:
            async with app.run_test(size=self._size()) as self.pilot:
                await self._until(lambda: app.session is not None or len(app.screen_stack) > 1, "a screen")
                if app.session is None:
                    await self.press("enter")
                await self._until(lambda: isinstance(app.screen, TutorScreen), "the first place")
                while self.tally.keys < until and self._alive():
                    await self._step()
                    if self.tally.keys % SAID == 0:
                        self._say_how_it_goes()
                    if self.tally.keys % self.probe == 0 and self._alive():
                        await self._must_not_be_stuck()
                if self._alive():
                    await self._must_not_be_stuck()
                    await self.press("ctrl+q")
                    await self._until(lambda: not self._alive(), "the end after ctrl+q")
        finally:
            watched.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watched

    def _alive(self) -> bool:
        """Returns False once the app has quit; raises whatever the app raised."""
        if self.app._exception is not None:
            raise self.app._exception
        return self.app.is_running and not self.app._exit

    # One step

    async def _step(self) -> None:
        if not self.tally.keys % 20:
            self.tally.screens[type(self.app.screen).__name__] += 1
        todo: list[tuple[float, Callable[[], Awaitable[None]]]] = [
            (60, self._bound_key),
            (14, self._any_key),
            (6, self._burst),
            (5, self._text),
            (4, self._place),
            (4, self._resize),
            (5, self._click),
            (3, self._scroll),
            (2, self._palette),
            (3, self._save),
            (0.7, self._damage),
        ]
        weights = [weight for weight, _ in todo]
        step = self.chance.choices([step for _, step in todo], weights)[0]
        self.tally.keys += 1
        self.tally.events[step.__name__.strip("_")] += 1
        await step()
        if self._alive():
            workers = sum(not worker.is_finished for worker in self.app.workers)
            self.tally.workers = max(self.tally.workers, workers)
            for notice in self.app._notifications:
                if notice.identity not in self.heard:
                    self.heard.add(notice.identity)
                    self.tally.said[notice.message.partition("\n")[0][:150]] += 1

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each once the previous one is handled."""
        for key in keys:
            await self._burst_of([key])

    async def _burst_of(self, keys: list[str]) -> None:
        """Keys as they arrive over a slow connection: all at once, or as one paste."""
        for key in keys:
            self._note(key)
            one = len(key) == 1
            event = Key(_character_to_key(key) if one else key, key if one else None)
            event.set_sender(self.app)
            if self.app._driver is not None:
                self.app._driver.send_message(event)
        await asyncio.sleep(0)  # through the app's queue
        await self.pilot._wait_for_screen()

    async def _bound_key(self) -> None:
        bound = sorted(set(self.app.screen.active_bindings) - LEAVING)
        await self.press(self.chance.choice(bound))

    async def _burst(self) -> None:
        bound = sorted(set(self.app.screen.active_bindings) - LEAVING)
        keys = [*bound, *"1234", "enter", "escape", "enter", "escape", "ctrl+p"]
        await self._burst_of(self.chance.choices(keys, k=self.chance.randint(2, 6)))

    async def _any_key(self) -> None:
        await self.press(self.chance.choice(ANYWHERE))

    async def _place(self) -> None:
        await self.press(self.chance.choice("1234"))

    async def _text(self) -> None:
        await self.press(*(LINE_END.get(character, character) for character in self.chance.choice(TEXTS)))

    async def _palette(self) -> None:
        await self.press("ctrl+p", *self.chance.choice(["ex", "lab", "sca", "mask", "theme", "keys"]))
        await self.pilot.pause(0.05)
        await self.press(
            *self.chance.choice([("down", "enter"), ("enter",), ("enter", "enter"), ("escape",)])
        )

    async def _resize(self) -> None:
        size = self._size()
        self._note("{}x{}".format(*size))
        await self.pilot.resize_terminal(*size)

    def _size(self) -> tuple[int, int]:
        usual = [SMALLEST, (40, 12), (80, 24), (80, 24), (112, 30), self.largest]
        anyhow = tuple(self.chance.randint(a, b) for a, b in zip(SMALLEST, self.largest, strict=True))
        return self.chance.choice([*usual, anyhow, anyhow])  # type: ignore[return-value]

    def _spot(self) -> tuple[int, int]:
        width, height = self.app.screen.size
        x, y = self.chance.randrange(width), self.chance.randrange(height)
        return (x, height - 1) if self.chance.random() < 0.3 else (x, y)  # click a key in the footer

    async def _click(self) -> None:
        spot = self._spot()
        self._note("click {},{}".format(*spot))
        await self.pilot.click(offset=spot, times=self.chance.choice([1, 1, 1, 2]))

    async def _scroll(self) -> None:
        spot = self._spot()
        self._note("wheel {},{}".format(*spot))
        wheel = self.chance.choice([MouseScrollDown, MouseScrollUp])
        await self.pilot._post_mouse_events([wheel] * 3, offset=spot)

    async def _save(self) -> None:
        self._note(save(self.chance, self.course, self.workspace))
        await self.pilot.pause()

    async def _damage(self) -> None:
        self._note(damage(self.chance, self.course, self.workspace))
        await self.pilot.pause()

    # Requirements

    async def _must_not_be_stuck(self) -> None:
        """From any screen, the key of each place must open it, and escape must lead to its first screen."""
        await self.pilot.pause(0.3)  # a window that was requested may still open
        await self._back()
        places = self.app.nav.places if self.app.nav is not None else ()
        for key, place in ((one.key, one.name) for one in places):
            await self.press(key)
            await self._until(lambda place=place: self.app.current_mode == place, f"{place} after {key}")
            if isinstance(self.app.screen, ModalScreen):
                raise Stuck(f"a window was left open in {place}: {self.app.screen}")
            await self._back()
            screen = self.app.screen
            if type(screen).__name__ != f"{place.title()}Screen":
                raise Stuck(f"{key} leads to {screen} and not to {place}")
            await self._until(lambda screen=screen: bool(screen.query("#places")), f"what is in {place}")
            screen._compositor.render_strips()
        await self.press(self.chance.choice("1234"))

    async def _back(self) -> None:
        """Press escape until nothing is left to close, and once more to leave an input."""
        for _ in range(10):
            await self.press("escape")
            if len(self.app.screen_stack) == 1:
                await self.press("escape")
                return
        raise Stuck(f"escape does not lead out of {self.app.screen_stack}")

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if self.app._exception is not None:
                raise self.app._exception
            if time.monotonic() > end:
                raise Stuck(f"waited in vain for {what}; on the screen is {self.app.screen}")
            await asyncio.sleep(0.01)

    async def _watch_delays(self) -> None:
        """Measure how long the app works without handling the next key, in its own processor time, so that a busy
        machine does not matter."""
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.02)
            late = time.thread_time() - before
            if late > SLOW and self.doing:
                stack = self.app._screen_stacks.get(self.app._current_mode, [])
                self.tally.slow.append((late, self.doing, type(stack[-1]).__name__ if stack else "?"))

    def _note(self, what: str) -> None:
        self.doing = what
        self.last.append(what)


def memory() -> float:
    """The memory that this process uses now, in MiB, or the peak where only that is known."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** (20 if sys.platform == "darwin" else 10)


@contextlib.contextmanager
def somewhere_else() -> Iterator[Path]:
    """A home and a current folder that may be damaged."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        for name in [name for name in os.environ if name.startswith(("XDG_", "TUTOR_"))]:
            del os.environ[name]
        os.environ |= {"HOME": str(home), "EDITOR": "true"}
        os.environ.pop("VISUAL", None)
        os.chdir(home)
        yield home
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the walks. Returns 1 if something broke, after printing all that is needed to reproduce it."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--keys", type=int, default=1000)
    words.add_argument(
        "--session", type=int, default=500, help="keys until the app is left and started again"
    )
    words.add_argument("--probe", type=int, default=100, help="keys between two looks whether it is stuck")
    asked = words.parse_args()
    course = load_course()
    with somewhere_else() as home:
        workspace = Workspace(home / "transformer-tutor")

        def make_app() -> TutorApp:
            known = workspace if workspace.root.exists() else None
            return TutorApp(course, known, workspace.root)

        chance = random.Random(asked.seed)
        walk = Walk(
            chance, course, workspace, make_app, session=asked.session, probe=asked.probe, say=print_now
        )
        print_now(f"seed {asked.seed}, {memory():.0f} MiB, {threading.active_count()} threads")
        try:
            asyncio.run(walk.walk(asked.keys))
        except Exception:
            print_now(walk.tally.report())
            print_now(
                f"\nseed {asked.seed} broke after {walk.tally.keys} keys; the last:\n{' '.join(walk.last)}\n"
            )
            print_now(traceback.format_exc())
            return 1
        print_now(walk.tally.report())
        print_now(f"end: {memory():.0f} MiB, {threading.active_count()} threads")
    return 0


def print_now(text: str) -> None:
    """Print without buffering, even into a pipe."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
