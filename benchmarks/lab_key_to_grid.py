"""A key in the Lab until the new grid stands on the screen, at 32 tokens, beside an app that only redraws such a grid.

The peer has one widget with the lines of two grids ready, and each key shows the other one. Wall time counts the wait
for Textual's next frame, and on a busy machine for the processor; so the processor time of each key stands beside it.

And the forward pass at 32 tokens beside the same matrix products alone. Everything in one process, one BLAS thread,
interleaved; medians and the worst. Usage: ``python benchmarks/lab_key_to_grid.py [KEYS]``.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import tutor.transformers.models  # noqa: F401 - one thread, asked for before NumPy is loaded

import numpy as np  # isort: skip
from rows import Row, machine, table
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tutor.app.app import TutorApp
from tutor.course.load import load_course
from tutor.transformers.lab.attention_view import attention_grid
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.lab_screen import LabScreen
from tutor.transformers.models.forward import run
from tutor.transformers.models.model_run import load_model, run_model
from tutor.transformers.models.words import tokenize
from tutor.views.heat_colours import Paint
from tutor.workspace import create

SENTENCE = (
    "the quick brown fox jumps over the lazy dog and the keys near the old box are missing , again : "
    + ("dog bell river key , again : dog bell river")
)
PATIENCE = 20.0
SIZE = (120, 44)  # all rows are in sight
BETWEEN = 0.03  # seconds between two keys: nobody types faster


def matmuls(n_tokens: int) -> Callable[[], None]:
    """The products of one forward pass, on arrays of the same shapes, and nothing else."""
    model, rng = load_model("causal"), np.random.default_rng(0)
    d_model = model.weights["embedding"].shape[1]
    n_heads = model.n_heads
    d_head = d_model // n_heads
    x = rng.normal(size=(1, n_tokens, d_model)).astype(np.float32)
    q = rng.normal(size=(1, n_heads, n_tokens, d_head)).astype(np.float32)
    keys = np.ascontiguousarray(q.swapaxes(-1, -2))
    weights = rng.normal(size=(1, n_heads, n_tokens, n_tokens)).astype(np.float32)
    hidden = rng.normal(size=(1, n_tokens, model.weights["blocks.0.w1"].shape[1])).astype(np.float32)
    blocks = [model.block(number) for number in range(model.n_blocks)]

    def products() -> None:
        for params in blocks:
            for name in ("w_q", "w_k", "w_v"):
                x @ params[name]
            q @ keys
            weights @ q
            x @ params["w_o"]
            x @ params["w1"]
            hidden @ params["w2"]
        x @ model.weights["output"]

    return products


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Redrawn(Widget, can_focus=True):
    """Lines that are ready; each key shows the other picture."""

    def __init__(self, pictures: list[list[Strip]]) -> None:
        super().__init__()
        self.pictures = pictures
        self.show_other: Callable[[], None] = lambda: None

    def render_line(self, y: int) -> Strip:
        """As it was made."""
        lines = self.pictures[0]
        return lines[y] if y < len(lines) else Strip.blank(self.size.width)

    def on_key(self, event: events.Key) -> None:
        """The other picture."""
        event.stop()
        self.pictures.reverse()
        self.refresh()
        self.show_other()


class Bare(App[None]):
    """Nothing but that."""

    def __init__(self, pictures: list[list[Strip]]) -> None:
        super().__init__()
        self.pictures = pictures

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Redrawn(self.pictures)


@dataclass(frozen=True)
class Taken:
    """What one key took, in seconds."""

    wall: float
    processor: float


class Stopwatch:
    """Times from a key until the frame is out in which ``widget`` was painted, after ``arm``."""

    def __init__(self, app: App[None], widget: Widget) -> None:
        self.app, self.shown, self.armed, self.painted = app, asyncio.Event(), False, False
        render, display = widget.render_lines, app._display

        def rendering(crop: Region) -> list[Strip]:
            self.painted = self.armed
            return render(crop)

        def displaying(screen: Screen[object], update: object) -> None:
            display(screen, update)  # type: ignore[arg-type]
            if self.painted:
                self.end = time.perf_counter(), time.process_time()
                self.armed = self.painted = False
                self.shown.set()

        widget.render_lines = rendering  # type: ignore[method-assign]
        app._display = displaying  # type: ignore[method-assign, assignment]

    def arm(self) -> None:
        """From here on, the new picture is what is painted."""
        self.armed = True

    async def press(self, key: str) -> Taken:
        """From the key to the frame; then a while of nothing."""
        self.shown.clear()
        wall, processor = time.perf_counter(), time.process_time()
        self.app.simulate_key(key)
        await asyncio.wait_for(self.shown.wait(), PATIENCE)
        taken = Taken(self.end[0] - wall, self.end[1] - processor)
        await asyncio.sleep(BETWEEN)
        return taken


async def redraws(pictures: list[list[Strip]], count: int) -> list[Taken]:
    """A key until the other picture is drawn."""
    app = Bare(pictures)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        widget = app.query_one(Redrawn)
        widget.focus()
        await pilot.pause()
        watch = Stopwatch(app, widget)
        widget.show_other = watch.arm
        times = [await watch.press("s") for _ in range(count + 5)]
    return times[5:]


def pictures() -> list[list[Strip]]:
    """Two grids of 32 tokens as the Lab draws them, the size of its grid."""
    paint, found = Paint(), []
    for text in (SENTENCE, SENTENCE + "s"):
        seen = run_model(text)
        drawn = attention_grid(seen.attention[0][0], seen.labels, chosen=3, width=70, height=32, legend=True)
        found.append([Strip(drawn.line(y, paint)) for y in range(drawn.length(paint))])
    return found


async def keys_to_grids(count: int, keys: tuple[str, str], *, writing: bool) -> list[Taken]:
    """The two ``keys`` in turn, ``writing`` in the sentence or beside it, each until the new grid is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        course = load_course()
        workspace = create(Path(folder) / "learner", course)
        workspace.save_state({"opening": "seen"})
        app = TutorApp(course, workspace)
        app.animation_level = "none"
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("3")
            screen = app.screen
            assert isinstance(screen, LabScreen)
            end = time.perf_counter() + PATIENCE
            while screen.runner.run is None and time.perf_counter() < end:
                await asyncio.sleep(0.01)
            await pilot.press("i", "end")
            screen.query_one("#sentence").value = SENTENCE  # type: ignore[attr-defined]
            await pilot.pause(0.5)
            screen.query_one("#sentence").action_end()  # type: ignore[attr-defined]
            if not writing:
                await pilot.press("escape")
            gc.collect()
            gc.freeze()  # as the program does when it has started
            grid = screen.query_one(HeadGrid)
            watch, show = Stopwatch(app, grid), grid.show

            def then_armed(*args: object, **options: object) -> None:
                show(*args, **options)  # type: ignore[arg-type]
                watch.arm()

            grid.show = then_armed  # type: ignore[method-assign, assignment]
            times = [await watch.press(keys[number % 2]) for number in range(count + 5)]
    return times[5:]


def rows(count: int = 200) -> list[Row]:
    """The table's lines about the Lab."""
    ids = np.array(tokenize(SENTENCE).ids)
    model, products = load_model("causal"), matmuls(len(ids))
    forward, bare = [], []
    for number in range(330):
        one, other = seconds(lambda: run(model, ids)), seconds(products)
        if number >= 30:
            forward.append(one)
            bare.append(other)
    pass_time, product_time = 1e3 * statistics.median(forward), 1e3 * statistics.median(bare)
    letters, heads, peers, ready = [], [], [], pictures()
    for _ in range(4):  # in turn, so that what else the machine does falls on all
        letters += asyncio.run(keys_to_grids(count // 4, ("s", "backspace"), writing=True))
        peers += asyncio.run(redraws(ready, count // 4))
        heads += asyncio.run(keys_to_grids(count // 4, ("right", "left"), writing=False))
    found = [
        Row(f"model's forward pass, {len(ids)} tokens", pass_time, "its matrix products alone", product_time)
    ]
    for what, keys in (
        ("a letter in the Lab, to the new grid", letters),
        ("another head, to its grid", heads),
    ):
        found += [
            Row(what, middle(keys, "wall"), "an app that redraws a ready grid", middle(peers, "wall"), 2.0),
            Row("  its processor time", middle(keys, "processor"), "that app's", middle(peers, "processor")),
            Row(
                f"  the slowest of {len(keys)} keys",
                1e3 * max(key.wall for key in keys),
                "the slowest of its keys",
                1e3 * max(key.wall for key in peers),
            ),
        ]
    return found


def middle(keys: list[Taken], what: str) -> float:
    """The median in ms."""
    return 1e3 * statistics.median(float(getattr(key, what)) for key in keys)


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 200)))
