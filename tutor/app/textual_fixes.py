"""Workarounds for Textual: what it keeps alive of closed screens, what it parses twice, going on after a stop,
keys that came before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from types import FrameType
from typing import Any

from textual.app import App
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input


def forget(screen: Screen[Any], view: Widget) -> None:
    """What is in ``view`` is about to be removed from ``screen``: nothing shall keep it, nor what was drawn of it.

    An input stays in the screen's list of those that hear of selected text, and a cache of Textual's keeps the drawn
    lines of the last thousand widgets: together a megabyte for every six sections.
    """
    for field in view.query(Input):
        screen.text_selection_started_signal.unsubscribe(field)
    with contextlib.suppress(ImportError, AttributeError):  # no part of Textual's promises
        from textual._styles_cache import StylesCache

        StylesCache.get_inner_outer.cache_clear()


def spare_parsing(app: App[Any], screen: Screen[Any]) -> None:
    """A screen that was just made has the styles of now: there is no theme that it missed.

    Textual takes any new screen of a mode for one that did, and parses every stylesheet anew, twice, before the screen
    is drawn. A theme that is chosen later counts on, so the screen is drawn in it all the same.
    """
    with contextlib.suppress(AttributeError):  # no part of Textual's promises
        screen._css_update_count = app._css_update_count


def set_titles(frame: Widget, above: str | Content | None = None, below: str | Content | None = None) -> None:
    """What stands on the frame's edges, where it is given: only they are painted, not all that is in the frame."""
    height, (x, y) = frame.outer_size.height, frame.content_offset
    for name, words, row in (("_border_title", above, 0), ("_border_subtitle", below, height - 1)):
        if words is None:
            continue
        drawn = frame.render_str(words).expand_tabs(4).split()[0]
        if getattr(frame, name) != drawn:
            setattr(frame, name, drawn)
            frame.refresh(Region(-x, row - y, frame.outer_size.width, 1))


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


def press_typed(app: App[Any], typed: bytes) -> None:
    """Keys that were typed before Textual read any."""
    with contextlib.suppress(ImportError):  # no part of Textual's promises
        from textual._xterm_parser import XTermParser

        for event in XTermParser().feed(typed.decode(errors="ignore")):
            event.set_sender(app)
            app.post_message(event)
