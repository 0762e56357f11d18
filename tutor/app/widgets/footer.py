"""The last line of the screen: the places, always; then the keys of this one, as many as fit. Each can be clicked."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widgets import Static

Key = tuple[str, str, str]  # the key, its word, its action (of a place: its name)

PLACES: tuple[Key, ...] = (
    ("1", "Learn", "learn"),
    ("2", "Practice", "practice"),
    ("3", "Lab", "lab"),
    ("4", "Progress", "progress"),
)
LAST: Key = ("?", "keys", "screen.keys")
ROOMY = 64  # columns from which on all places are named
TINY = 30  # columns below which not even the one that is open is


class Foot(Static):
    """Shows keys; what it is clicked for happens where the key's action is."""

    def show_place(
        self, here: str, keys: Iterable[Key], width: int, places: Iterable[Key] = PLACES, last: Key = LAST
    ) -> None:
        """The foot of a place. The last key is never left out: it leads to all the others."""
        named = [
            (
                key,
                word if width >= ROOMY or (name == here and width >= TINY) else "",
                f"app.place('{name}')",
                name == here,
            )
            for key, word, name in places
        ]
        room = width - 2 - sum(_length(key, word) + 2 for key, word, *_ in named) - _length(*last[:2])
        fitting = []
        for key, word, action in keys:
            room -= _length(key, word) + 2
            if room < 0:
                break
            fitting.append((key, word, action, False))
        self.update(_line([*named, *fitting, (*last, False)]))

    def show_keys(self, keys: Iterable[Key]) -> None:
        """A foot without places."""
        self.update(_line((*key, False) for key in keys))


def _length(key: str, word: str) -> int:
    return len(key) + (len(word) + 1 if word else 0)


def _line(keys: Iterable[tuple[str, str, str, bool]]) -> Content:
    parts = []
    for key, word, action, bold in keys:
        name = "" if not word else f" [b]{word}[/b]" if bold else f" {word}"
        parts.append(f"[@click={action}][reverse]{key.replace('[', chr(92) + '[')}[/reverse]{name}[/]")
    return Content.from_markup("  ".join(parts))
