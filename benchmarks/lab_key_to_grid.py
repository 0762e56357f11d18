"""A key in the Lab until the new grid stands on the screen, at 32 tokens, beside the model's bare forward pass.

And the forward pass at 32 tokens beside the same matrix products alone. Everything in one process, one BLAS thread,
interleaved; medians and the worst. Usage: ``python benchmarks/lab_key_to_grid.py [KEYS]``.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tutor.transformers.models  # noqa: F401 - one thread, asked for before NumPy is loaded

import numpy as np  # isort: skip
from rows import Row, machine, table

from tutor.app.app import TutorApp
from tutor.course.load import load_course
from tutor.transformers.lab.head_grid import HeadGrid
from tutor.transformers.lab.lab_screen import LabScreen
from tutor.transformers.models.forward import run
from tutor.transformers.models.model_run import load_model
from tutor.transformers.models.words import tokenize
from tutor.workspace import create

SENTENCE = (
    "the quick brown fox jumps over the lazy dog and the keys near the old box are missing , again : "
    + ("dog bell river key , again : dog bell river")
)
PATIENCE = 20.0


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


async def keys_to_grids(count: int) -> list[float]:
    """One more letter, or one less, in a sentence of 32 tokens: until the grid of the new sentence is drawn."""
    with tempfile.TemporaryDirectory() as folder:
        course = load_course()
        workspace = create(Path(folder) / "learner", course)
        workspace.save_state({"opening": "seen"})
        app = TutorApp(course, workspace)
        app.animation_level = "none"
        times = []
        async with app.run_test(size=(120, 36)) as pilot:
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
            grid = screen.query_one(HeadGrid)
            shown = asyncio.Event()
            show = grid.show

            def then_shown(*args: object) -> None:
                show(*args)  # type: ignore[arg-type]
                app.call_after_refresh(shown.set)

            grid.show = then_shown  # type: ignore[method-assign, assignment]
            for number in range(count + 5):
                shown.clear()
                began = time.perf_counter()
                app.simulate_key("s" if number % 2 == 0 else "backspace")
                await asyncio.wait_for(shown.wait(), PATIENCE)
                if number >= 5:
                    times.append(time.perf_counter() - began)
                await asyncio.sleep(0.03)  # nobody types faster
    return times


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
    keys = asyncio.run(keys_to_grids(count))
    median, worst = 1e3 * statistics.median(keys), 1e3 * max(keys)
    return [
        Row(f"model's forward pass, {len(ids)} tokens", pass_time, "its matrix products alone", product_time),
        Row("a key in the Lab, to the new grid", median, "that forward pass", pass_time),
        Row(f"  the slowest of {len(keys)} keys", worst, "that forward pass", pass_time),
    ]


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 200)))
