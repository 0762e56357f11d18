"""Going on after the process was stopped from outside, as some machines do when they fall asleep."""

from __future__ import annotations

import asyncio
import signal
from types import FrameType
from typing import Any

from textual.app import App


def go_on_once(app: App[Any]) -> None:
    """On SIGCONT take the terminal again only if it was given back before; otherwise just draw anew.

    Textual's driver takes it each time. Then two threads read the keys, and leaving waits until one more is
    pressed. For the main thread, once the driver is there; where the driver knows no SIGCONT, nothing is done.
    """
    driver = app._driver
    take_again = getattr(driver, "_sigcont_application", None)
    if take_again is None:
        return
    loop = asyncio.get_running_loop()

    def goes_on(number: int, frame: FrameType | None) -> None:
        if getattr(driver, "_must_signal_resume", True):
            take_again(number, frame)
        else:
            loop.call_soon_threadsafe(lambda: app.refresh(layout=True))

    signal.signal(signal.SIGCONT, goes_on)
