"""A key anywhere in the app until the screen answers, beside a bare Textual app with one field, in the same run.

A walk over all places: reading and moving sizes, a question's field, the search, the playground, Practice, the Lab,
the map, Progress, from one place to the next, and the windows over them. A key counts from its event to the first
thing that is written to the terminal for it; keys with nothing to draw do not count. On a machine that does other
things too, the processor time of the app's own thread says more than the clock: both are given.
Usage: ``python benchmarks/key_to_echo.py [KEYS]``.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rows import Row, machine, table
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

from tutor.app.app import TutorApp
from tutor.course.load import load_course
from tutor.workspace import create

PATIENCE = 0.4  # seconds; a key that draws nothing until then has no echo
TYPING = 0.03  # seconds between two keys: nobody types faster

# Where, how to come there, and what is pressed there again and again.
WALK: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "learn",
        ("1", "escape"),
        ("down", "space", "right", "d", "left", "s", "up", "n", "p", "t", "escape", "r"),
    ),
    (
        "search",
        ("1", "escape", "slash"),
        (*"scaling", *["backspace"] * 7, *"mask", "down", "up", *["backspace"] * 4),
    ),
    ("quiz field", ("1", "escape", "tab"), (*"12, 5", *["backspace"] * 5)),
    ("playground", ("1", "escape", "e"), (*"x = 1", "enter", *["backspace"] * 6, "down", "up")),
    (
        "practice",
        ("2",),
        ("down", "up", "h", "space", "n", "left_square_bracket", "left_square_bracket", "b"),
    ),
    ("lab", ("3", "escape"), ("down", "up", "h", "l", "right", "left", "b", "s")),
    ("lab sentence", ("3", "escape", "i"), (*"the fox", *["backspace"] * 7)),
    ("map", ("1", "escape", "m"), ("down", "right", "up", "left", "i", "a", "plus", "i", "A", "minus")),
    ("progress", ("4",), ("down", "down", "up")),
    ("from place to place", ("1",), ("2", "3", "4", "1")),
    (
        "windows",
        ("1", "escape"),
        ("slash", "escape", "question_mark", "escape", "ctrl+p", "escape", "m", "escape"),
    ),
)


@dataclass(frozen=True)
class Taken:
    """Milliseconds of the clock and of the thread's processor time."""

    key: str
    clock: float
    busy: float


class Bare(App[None]):
    """Textual with one field."""

    def compose(self) -> ComposeResult:
        """The field."""
        yield Input()


class Echo:
    """Waits for what an app writes to its terminal after a key."""

    def __init__(self, app: App[Any]) -> None:
        self.app, self.drawn = app, asyncio.Event()
        display = app._display

        def seen(*args: Any, **options: Any) -> None:
            display(*args, **options)
            self.drawn.set()

        app._display = seen  # type: ignore[method-assign]

    async def after(self, key: str) -> Taken | None:
        """Until the echo of this key; None where nothing is drawn."""
        for field in (*self.app.screen.query(Input), *self.app.screen.query(TextArea)):
            field.cursor_blink = False  # a blink is not an echo
        self.drawn.clear()
        began, busy = time.perf_counter(), time.thread_time()
        self.app.simulate_key(key)
        try:
            await asyncio.wait_for(self.drawn.wait(), PATIENCE)
        except TimeoutError:
            return None
        taken = Taken(key, (time.perf_counter() - began) * 1000, (time.thread_time() - busy) * 1000)
        await asyncio.sleep(TYPING)
        return taken


async def walk(count: int) -> dict[str, list[Taken]]:
    """The milliseconds of each key by place, and those of the bare app as ``bare``."""
    times: dict[str, list[Taken]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        course = load_course()
        workspace = create(Path(folder) / "learner", course)
        workspace.save_state({"opening": "seen"})
        gc.disable()  # as the program starts: the app collects again once its first screen is there
        app, bare = TutorApp(course, workspace), Bare()
        app.animation_level = bare.animation_level = "none"
        async with bare.run_test(size=(120, 36)), app.run_test(size=(120, 36)) as pilot:
            await pilot.pause(2.5)
            echo, plain = Echo(app), Echo(bare)
            each = max(count // len(WALK), 1)
            for place, way, keys in WALK:
                for key in ("escape", "escape", *way):
                    await echo.after(key)
                    await asyncio.sleep(0.2)
                for number in range(each):
                    taken = await echo.after(keys[number % len(keys)])
                    if taken is not None:
                        times[place].append(taken)
                    taken = await plain.after("x" if number % 2 == 0 else "backspace")
                    if taken is not None:
                        times["bare"].append(taken)
            await pilot.pause(PATIENCE)  # a key on its way to an app without screens ends it with an error
    return times


def percentile(figures: Iterable[float], share: float) -> float:
    """The smallest figure that this share of them does not pass."""
    ordered = sorted(figures)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def rows(count: int = 1000, *, slowest: bool = False) -> list[Row]:
    """The table's lines about keys; with ``slowest`` the keys that take longest are printed."""
    times = asyncio.run(walk(count))
    bare = times.pop("bare")
    own = [taken for one in times.values() for taken in one]
    peer = "a field alone"
    lines = []
    for name, share in (("median", 0.5), ("99 of 100", 0.99)):
        clock, field = (percentile((taken.clock for taken in group), share) for group in (own, bare))
        lines.append(Row(f"{len(own)} keys to their echo, {name}", clock, peer, field))
        busy, field = (percentile((taken.busy for taken in group), share) for group in (own, bare))
        lines.append(Row(f"  processor time, {name}", busy, peer, field))
    field = percentile((taken.busy for taken in bare), 0.99)
    for place, group in times.items():
        lines.append(Row(f"  {place}, 99 of 100", percentile((t.busy for t in group), 0.99), peer, field))
        if slowest:
            print(
                place, *(f"{t.key} {t.busy:.0f}" for t in sorted(group, key=lambda t: -t.busy)[:8]), sep="  "
            )
    return lines


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, slowest=True)))
