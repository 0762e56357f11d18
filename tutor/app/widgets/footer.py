"""The last line of the screen: the places, then the keys that work now, as many as fit. Each can be clicked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tutor.app.keys import Key

ROOMY = 64  # columns from which on all places are named
TINY = 30  # columns below which not even the one that is open is


class Foot(Static):
    """Shows keys; a click on one does its action."""

    def show_place(
        self, keys: Iterable[tuple[Key, str]], places: Sequence[Key], here: str, last: Key, width: int
    ) -> None:
        """Keys with their words. ``here`` is the open place's action; ``last`` leads to all keys, so it always fits."""
        named = [
            (key, key.foot if width >= ROOMY or (key.action == here and width >= TINY) else "")
            for key in places
        ]
        room = width - 2 - sum(_length(key, word) + 2 for key, word in named) - _length(last, last.foot)
        fitting = []
        for key, word in keys:
            room -= _length(key, word) + 2
            if room < 0:
                break
            fitting.append((key, word))
        self.update(_line([*named, *fitting, (last, last.foot)], here))

    def show_keys(self, keys: Iterable[Key]) -> None:
        """A foot without places."""
        self.update(_line((key, key.foot) for key in keys))


def _length(key: Key, word: str) -> int:
    return len(key.shown) + (len(word) + 1 if word else 0)


def _line(keys: Iterable[tuple[Key, str]], bold: str = "") -> Content:
    return Content("  ").join(_entry(key, word, bold) for key, word in keys)


def _entry(key: Key, word: str, bold: str) -> Content:
    """Not as markup, which cannot read the -1 of an action."""
    entry = Content.styled(key.shown, "reverse")
    if word:
        entry += " " + Content.styled(word, "bold" if key.action == bold else "")
    return entry.stylize(Style.from_meta({"@click": key.click}))
