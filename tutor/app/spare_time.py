"""Idle work, done so that no key waits for it: garbage collection and imports."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module

REST = 1.5  # seconds without a key press after which no key is expected for a moment
YOUNG, OFTEN = 3000, 10  # thresholds of the small and the middle garbage collection
NEVER = 1_000_000  # middle collections until an automatic full one
ENOUGH = 3  # middle collections since the last full one after which another is worthwhile
BETWEEN = 0.3  # seconds between key presses of a busy learner
M_ARENA_MAX = -8  # malloc.h
PAUSE = 0.02  # seconds left for the screen between two modules


class SpareTime:
    """Keeps track of when the last key arrived."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._tidied = False

    def key_came(self) -> None:
        """Called when a key arrives."""
        self._last = time.monotonic()

    @property
    def rests(self) -> bool:
        """Whether no key has arrived for a while."""
        return time.monotonic() - self._last > REST

    def begin(self) -> None:
        """From now on Python collects only young objects by itself, because a full collection takes as long as the
        response to a slow key."""
        if not gc.isenabled():  # see cli/app_start.py
            gc.enable()
            gc.freeze()
        gc.set_threshold(YOUNG, OFTEN, NEVER)

    def collect(self) -> None:
        """Run a full collection if it is worthwhile and no key press is expected; the first one also collects what
        startup left behind."""
        if self.rests and (not self._tidied or gc.get_count()[2] >= ENOUGH):
            if not self._tidied:
                gc.unfreeze()
            gc.collect()
            if not self._tidied:
                gc.freeze()  # whatever remains from startup lives as long as the app
                give_back()
            self._tidied = True

    def import_ahead(self, modules: Iterable[str]) -> None:
        """Import modules that the next keys may need. Runs in a thread, and pauses while keys arrive."""
        for name in modules:
            while time.monotonic() - self._last < BETWEEN:
                time.sleep(BETWEEN)
            import_module(name)
            time.sleep(PAUSE)
        give_back()


def share_memory() -> None:
    """Let all threads allocate from one arena, before there are any: half a megabyte less. Only the GNU C library has
    several, and only one thread of Python runs at a time."""
    with suppress(AttributeError, OSError, TypeError):
        from ctypes import CDLL

        CDLL(None).mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Return freed memory to the system: one or two megabytes after the start. Only the GNU C library can."""
    with suppress(AttributeError, OSError, TypeError):
        from ctypes import CDLL

        CDLL(None).malloc_trim(0)
