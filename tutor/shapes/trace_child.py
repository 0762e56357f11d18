"""Runs in the isolated process for ``tracer.py``: traces, and returns the result as bytes."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tutor.shapes import run

_ENCODER = msgspec.msgpack.Encoder()


def trace(
    source: str, sizes: Mapping[str, int | float], before: Sequence[str], names: bool, seconds: float
) -> bytes:
    """``run.trace``, encoded."""
    # Objects from the fork server's imports live as long as this process; collecting them would only copy their
    # pages.
    gc.freeze()
    return _ENCODER.encode(run.trace(source, sizes, before=before, names=names, seconds=seconds))


def trace_call(
    path: str, function: str, args: Sequence[Any], kwargs: Mapping[str, Any], seconds: float
) -> bytes:
    """``run.trace_call``, encoded."""
    return _ENCODER.encode(run.trace_call(Path(path), function, args, kwargs, seconds=seconds))
