"""Functions that the tests call inside isolated processes: each plays a piece of hostile or clumsy code."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

STATE: list[Any] = []


def execute(source: str) -> Any:
    """Run a source text and give back its variable ``result``."""
    space: dict[str, Any] = {"__name__": "learner"}
    exec(compile(source, "/learner/file.py", "exec"), space)
    return space.get("result")


def echo(value: Any) -> Any:
    """What came in."""
    return value


def remember(value: Any) -> int:
    """Keep a value from call to call."""
    STATE.append(value)
    return len(STATE)


def doubled(array: np.ndarray) -> np.ndarray:
    """2 · array"""
    return 2 * array


def facts() -> dict[str, Any]:
    """Where and how this process runs."""
    return {"cwd": str(Path.cwd()), "path_end": sys.path[-1], "pid": os.getpid(), "sid": os.getsid(0)}


def leave_thread() -> str:
    """A thread that never ends."""
    threading.Thread(target=lambda: time.sleep(1000)).start()
    return "left"
