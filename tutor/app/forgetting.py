"""Letting go of widgets that were removed: Textual holds on to some, which an evening of reading would add up."""

from __future__ import annotations

import contextlib
from typing import Any

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
