"""Moving a size in a live block: from the key to the new shapes, against running the same block bare.

Three ways, interleaved, fresh every time: traced in an isolated process (what a key press does), bare in an isolated
process, bare ``exec`` in this one. Prints medians and ratios. Usage: ``python benchmarks/size_to_shapes.py [RUNS]``.
"""

from __future__ import annotations

import contextlib
import io
import statistics
import sys
import time
from collections.abc import Callable

from rows import Row, machine, table

from tutor.process import Sandbox
from tutor.shapes.run import trace
from tutor.shapes.tracer import PRELOAD, Tracer

BLOCK = """\
import numpy as np

d_head = d_model // n_heads
rng = np.random.default_rng(0)
X = rng.normal(size=(T, d_model))
W_q, W_k, W_v = (rng.normal(size=(d_model, d_model)) for _ in range(3))


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def heads(x):
    return x.reshape(T, n_heads, d_head).transpose(1, 0, 2)


Q, K, V = heads(X @ W_q), heads(X @ W_k), heads(X @ W_v)
scores = Q @ K.transpose(0, 2, 1) / np.sqrt(d_head)
mask = np.tril(np.ones((T, T), dtype=bool))
weights = softmax(np.where(mask, scores, -np.inf))
output = (weights @ V).transpose(1, 0, 2).reshape(T, d_model)
print(output.shape)
"""


def milliseconds(act: Callable[[], object]) -> float:
    """How long ``act`` takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def rows(runs: int = 40) -> list[Row]:
    """The table's lines about a size that is moved."""
    times: dict[str, list[float]] = {
        "traced": [],
        "unnamed": [],
        "isolated": [],
        "in process": [],
        "here": [],
    }
    with Sandbox.start(preload=PRELOAD) as sandbox:
        tracer = Tracer(sandbox)
        for run in range(-3, runs):  # the first three warm up
            sizes = {"T": 5 + run % 7, "d_model": 8, "n_heads": 2}

            def isolated(sizes: dict[str, int] = sizes) -> None:
                with sandbox.open() as process:
                    process.call("builtins:exec", BLOCK, sizes)

            def in_process(sizes: dict[str, int] = sizes) -> None:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(BLOCK, "<bare>", "exec"), dict(sizes))

            def traced(names: bool = True, sizes: dict[str, int] = sizes) -> None:
                result = tracer.trace(BLOCK, sizes, names=names)
                assert result.failure is None
                assert dict(result.names)["weights"].shape == (2, sizes["T"], sizes["T"])

            ways: dict[str, Callable[[], object]] = {
                "traced": traced,
                "unnamed": lambda traced=traced: traced(names=False),
                "isolated": isolated,
                "in process": in_process,
                "here": lambda sizes=sizes: trace(BLOCK, sizes),
            }
            for way, act in ways.items():
                taken = milliseconds(act)
                if run >= 0:
                    times[way].append(taken)
    median = {way: statistics.median(taken) for way, taken in times.items()}
    own = median["traced"]
    return [
        Row("size moved, to shapes and names", own, "the bare block, isolated", median["isolated"]),
        Row("  the same", own, "the bare block, in process", median["in process"]),
        Row("  without names", median["unnamed"], "the bare block, isolated", median["isolated"]),
        Row("  not isolated", median["here"], "the bare block, in process", median["in process"]),
    ]


if __name__ == "__main__":
    print(machine())
    print(table(rows(int(sys.argv[1]) if len(sys.argv) > 1 else 40)))
