"""Starts a program again with one thread for NumPy's products."""

from __future__ import annotations

import os
import sys

from tutor.process.launch import ONE_THREAD

STARTED_AGAIN = "TUTOR_STARTED_AGAIN"


def use_one_thread() -> None:
    """Start this program again with one thread for NumPy's products. NumPy reads this setting only when it is loaded.

    On a busy machine, two threads wait for each other, and a token takes eight times as long.
    """
    if STARTED_AGAIN not in os.environ:
        os.environ.update(dict.fromkeys((*ONE_THREAD, STARTED_AGAIN), "1"))
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
