"""What the app does while no key comes, so that no key waits for it: old objects are collected, modules imported."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from importlib import import_module

REST = 1.5  # seconds without a key, after which the next one is not expected at once
YOUNG, OFTEN = 3000, 10  # objects made between two small collections; small ones between two middling ones
NEVER = 1_000_000  # middling collections until a full one comes by itself
ENOUGH = 3  # middling collections since the last full one, from which on it pays
BETWEEN = 0.3  # seconds between two keys of one who is at work
PAUSE = 0.02  # seconds for the screen, between two modules


class SpareTime:
    """Knows when the last key came."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._tidied = False

    def key_came(self) -> None:
        """Just now."""
        self._last = time.monotonic()

    @property
    def rests(self) -> bool:
        """Whether no key came for a while."""
        return time.monotonic() - self._last > REST

    def begin(self) -> None:
        """From here on Python collects only what is young by itself: a full collection takes as long as a slow key."""
        if not gc.isenabled():  # see cli/app_start.py
            gc.enable()
            gc.freeze()
        gc.set_threshold(YOUNG, OFTEN, NEVER)

    def collect(self) -> None:
        """Everything, if it pays and no key is near; at first what the start left behind, too."""
        if self.rests and (not self._tidied or gc.get_count()[2] >= ENOUGH):
            if not self._tidied:
                gc.unfreeze()
            gc.collect()
            if not self._tidied:
                gc.freeze()  # what is left of the start stays
            self._tidied = True

    def import_ahead(self, modules: Iterable[str]) -> None:
        """What the next keys may open. For a thread; it waits while keys come."""
        for name in modules:
            while time.monotonic() - self._last < BETWEEN:
                time.sleep(BETWEEN)
            import_module(name)
            time.sleep(PAUSE)
