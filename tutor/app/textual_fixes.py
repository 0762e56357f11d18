"""Workarounds for Textual: references to closed screens, repeated parsing of styles, SIGCONT, and keys typed before
startup."""

from __future__ import annotations

import asyncio
import contextlib
from types import FrameType
from typing import Any

from textual.app import App
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tutor.unix import when_continued


def forget(screen: Screen[Any], view: Widget) -> None:
    """Release everything in ``view``, which is about to be removed from ``screen``.

    Textual keeps an input in the screen's list of selection listeners, and caches the drawn lines of the last thousand
    widgets: together a megabyte for every six sections.
    """
    for field in view.query(Input):
        screen.text_selection_started_signal.unsubscribe(field)
    with contextlib.suppress(ImportError, AttributeError):  # not part of Textual's public API
        from textual._styles_cache import StylesCache

        StylesCache.get_inner_outer.cache_clear()


def spare_parsing(app: App[Any], screen: Screen[Any]) -> None:
    """Mark the styles of a new screen as current.

    Otherwise Textual assumes that it missed a change of theme, and parses every stylesheet twice before drawing it.
    Later changes of theme are still applied.
    """
    with contextlib.suppress(AttributeError):  # not part of Textual's public API
        screen._css_update_count = app._css_update_count


def set_titles(frame: Widget, above: str | Content | None = None, below: str | Content | None = None) -> None:
    """Set the titles on a frame's edges, repainting only them and not the content of the frame."""
    height, (x, y) = frame.outer_size.height, frame.content_offset
    for name, words, row in (("_border_title", above, 0), ("_border_subtitle", below, height - 1)):
        if words is None:
            continue
        drawn = frame.render_str(words).expand_tabs(4).split()[0]
        if getattr(frame, name) != drawn:
            setattr(frame, name, drawn)
            frame.refresh(Region(-x, row - y, frame.outer_size.width, 1))


def paint_next(widget: Widget) -> None:
    """Include the changes of ``widget`` in the screen's next frame.

    Textual repaints a widget once the widget's own messages are handled. If a key of another widget changed it, that
    is often just after a frame, so the change would appear 17 ms later.
    """
    with contextlib.suppress(AttributeError):  # not part of Textual's public API
        widget._check_refresh()


def go_on_once(app: App[Any]) -> None:
    """On SIGCONT take over the terminal only if it was released before; otherwise just redraw.

    Textual's driver always takes it over. Then two threads read the keys, and quitting waits for another key press.
    Call it in the main thread after the driver has started; does nothing if the driver does not handle SIGCONT.
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

    when_continued(goes_on)


def press_typed(app: App[Any], typed: bytes) -> None:
    """Press the keys that were typed before Textual read any."""
    with contextlib.suppress(ImportError):  # not part of Textual's public API
        from textual._xterm_parser import XTermParser

        for event in XTermParser().feed(typed.decode(errors="ignore")):
            event.set_sender(app)
            app.post_message(event)
