"""SmolLM2-135M: a forward pass beside the same matrix products alone, writing with and without a cache, memory.

Both sides run in one process, interleaved, on one BLAS thread; medians of the processor's time, which a busy machine
does not stretch. The bare products are the seven of every layer, ``x @ W.T`` as one would write them, without norms,
attention, positions and output. Memory is that of two processes that have the model open and ran it, as the system
counts it: private, and shared by both.

Usage: ``python benchmarks/real_model.py``, with the model added (``tutor model add smollm2``) or TUTOR_MODELS set.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import tutor.transformers.models  # noqa: F401 - one thread, asked for before NumPy is loaded

import numpy as np  # isort: skip
from rows import Row, machine, table

from tutor.transformers.llama.how_to_add import NAME, models_folder, stored_models
from tutor.transformers.llama.llama_model import LlamaModel, run
from tutor.transformers.llama.llama_text import WritingSettings, write
from tutor.transformers.llama.model_store import open_model

TOKENS = (8, 32, 128)
TIMES = 9
AIM = 1.3
WRITTEN = 24
PROMPT = 64
OPEN = """
import sys
import tutor.transformers.models
import numpy as np
from tutor.transformers.llama.llama_model import run
from tutor.transformers.llama.model_store import open_model
run(open_model(sys.argv[1]), np.arange(1000, 1032), last_only=True)
print("ready", flush=True)
sys.stdin.readline()
"""


def bare(model: LlamaModel, n_tokens: int) -> Callable[[], None]:
    """The products of one pass, on arrays of the same shapes, and nothing else."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n_tokens, model.config.d_model)).astype(np.float32)
    wide = rng.normal(size=(n_tokens, model.config.d_ff)).astype(np.float32)

    def products() -> None:
        for layer in model.layers:
            for matrix in (layer.w_q, layer.w_k, layer.w_v, layer.w_o, layer.w_gate, layer.w_up):
                x @ matrix.T
            wide @ layer.w_down.T

    return products


def median_ms(*works: Callable[[], object]) -> list[float]:
    """Milliseconds of the processor's time of each, measured in turn."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(TIMES + 1):
        for times, work in zip(found, works, strict=True):
            began = time.thread_time()
            work()
            times.append(1000 * (time.thread_time() - began))
    return [statistics.median(times[1:]) for times in found]


def forward_rows() -> list[Row]:
    """One pass, the output of the last token included."""
    model = open_model(NAME)
    rows = []
    for count in TOKENS:
        ids = np.random.default_rng(1).integers(1000, model.config.vocab_size, count)
        own, alone = median_ms(lambda ids=ids: run(model, ids, last_only=True), bare(model, count))  # type: ignore[misc]
        rows.append(
            Row(f"SmolLM2, pass over {count} tokens", own, "the seven products of 30 layers", alone, AIM)
        )
    return rows


def writing_rows() -> list[Row]:
    """Milliseconds a token, after a prompt."""
    model = open_model(NAME)
    prompt = np.random.default_rng(2).integers(1000, model.config.vocab_size, PROMPT)
    per_token = []
    for cached in (True, False):
        began = time.thread_time()
        written = list(write(model, prompt, WritingSettings(most=WRITTEN, cached=cached)))
        per_token.append(1000 * (time.thread_time() - began) / len(written))
    return [
        Row(f"SmolLM2, a token after {PROMPT}, cached", per_token[0], "without a cache", per_token[1], 1.0)
    ]


def memory() -> str:
    """What two processes take that have the model open."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, NAME], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        for process in processes:
            assert process.stdout is not None and process.stdout.readline().strip() == "ready"
        lines = []
        for process in processes:
            maps = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            sizes = {line.split(":")[0]: int(line.split()[1]) for line in maps[1:]}  # kB
            private = sizes["Private_Clean"] + sizes["Private_Dirty"]
            shared = sizes["Shared_Clean"] + sizes["Shared_Dirty"]
            lines.append(
                f"process {process.pid}: RSS {sizes['Rss'] / 1000:.0f} MB = private (USS) {private / 1000:.0f} MB "
                f"+ shared {shared / 1000:.0f} MB; PSS {sizes['Pss'] / 1000:.0f} MB"
            )
        return "\n".join(lines)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def rows() -> list[Row]:
    """Nothing where the model is not there."""
    return [*forward_rows(), *writing_rows()] if NAME in stored_models() else []


if __name__ == "__main__":
    if NAME not in stored_models():
        raise SystemExit(f"There is no {NAME} in {models_folder()}: tutor model add {NAME}")
    print(machine())
    print(table(rows()))
    if sys.platform == "linux":
        print(memory())
