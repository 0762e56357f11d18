"""Chooses the number of BLAS threads for a large model: measured on this machine, and cached.

Two threads are faster on an idle machine and slower on a busy one, so the core count tells little. The small models
stay on one thread; more are used only during a large model's forward pass.
"""

from __future__ import annotations

import ctypes
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from tutor.disk import write_atomic
from tutor.transformers.llama.how_to_add import models_folder
from tutor.transformers.llama.llama_model import LlamaChanges, LlamaModel, run

FILE = "threads.json"
MOST, TOKENS, TIMES, LAYERS = 4, 8, 3, 4
WORTH = 0.85  # several threads are used only if they take at most this fraction of the time
KEPT = 86_400.0  # seconds that a measurement stays valid
_NAMES = (
    "scipy_openblas_set_num_threads64_",
    "scipy_openblas_set_num_threads",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)


class ThreadTimes(msgspec.Struct, frozen=True):
    """A measurement made at the time ``at``: ``threads`` is the number of threads that was fastest on ``cores``
    cores; ``seconds`` maps numbers of threads to durations."""

    cores: int
    threads: int
    at: float
    seconds: dict[int, float] = {}


@cache
def _setter() -> Callable[[int], object] | None:
    """The function that sets the threads of NumPy's bundled OpenBLAS; None if NumPy uses another BLAS."""
    package = Path(np.__file__).parent
    folders = (package.parent / "numpy.libs", package / ".dylibs", package / ".libs")
    for library in (path for folder in folders for path in folder.glob("*openblas*")):
        with suppress(OSError, AttributeError):
            loaded = ctypes.CDLL(str(library))
            for name in _NAMES:
                with suppress(AttributeError):
                    return _typed(getattr(loaded, name))
    return None


def _typed(function: Callable[[int], object]) -> Callable[[int], object]:
    function.argtypes, function.restype = [ctypes.c_int], None  # type: ignore[attr-defined]
    return function


def cores() -> int:
    """The number of cores that this process may use."""
    with suppress(AttributeError, OSError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def kept() -> ThreadTimes | None:
    """The last measurement, if still valid."""
    with suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode((models_folder() / FILE).read_bytes(), type=ThreadTimes)
        if found.cores == cores() and 0 <= time.time() - found.at < KEPT:
            return found
    return None


def measure(model: LlamaModel) -> ThreadTimes:
    """Time a few layers on one thread and on several, alternating, and store the result. Takes half a second."""
    if (found := kept()) is not None:
        return found
    counts = [n for n in (1, 2, 4) if n <= min(cores(), MOST)]
    seconds: dict[int, list[float]] = {n: [] for n in counts}
    setter = _setter()
    if setter is not None and len(counts) > 1:
        part = LlamaChanges(layers_off=frozenset(range(LAYERS, model.config.n_layers)))
        ids = np.arange(min(TOKENS, model.config.vocab_size), dtype=np.intp)
        for _ in range(TIMES):
            for count in counts:
                setter(count)
                begun = time.perf_counter()
                run(model, ids, changes=part, last_only=True)
                seconds[count].append(time.perf_counter() - begun)
        setter(1)
    medians = {n: statistics.median(times) for n, times in seconds.items() if times}
    best = 1
    for count in counts[1:]:
        if count in medians and medians[count] < WORTH * medians[best]:
            best = count
    result = ThreadTimes(cores(), best, time.time(), medians)
    with suppress(OSError):
        write_atomic(models_folder() / FILE, msgspec.json.encode(result))
    threads.cache_clear()
    return result


@cache
def threads() -> int:
    """The number of threads for a pass: one until it has been measured."""
    found = kept()
    return 1 if found is None else found.threads


class _Passes:
    """The number of running passes."""

    def __init__(self) -> None:
        self.lock, self.count = threading.Lock(), 0


_passes = _Passes()


@contextmanager
def measured_threads() -> Iterator[None]:
    """Use the measured number of threads while passes run, and one again after the last of them."""
    setter, count = _setter(), threads()
    if setter is None or count == 1:
        yield
        return
    with _passes.lock:
        _passes.count += 1
        setter(count)
    try:
        yield
    finally:
        with _passes.lock:
            _passes.count -= 1
            if not _passes.count:
                setter(1)
