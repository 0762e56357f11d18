"""The last line of the screen: the places, then the keys that work now, as many as fit. Each can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tutor.app.keys import ShownKey

ROOMY = 110  # from this width on, the places are named
APART = 2  # columns between two keys


class Foot(Static):
    """Shows keys. A click on one runs its action."""

    shown: tuple[ShownKey, ...] = ()
    here = ""

    def show_place(
        self, keys: Sequence[ShownKey], places: Sequence[ShownKey], here: str, last: ShownKey, width: int
    ) -> None:
        """Show keys and places. ``here`` is the current place's action; ``last`` opens the page of keys
        and is always shown."""
        if places and width < ROOMY:
            places = [ShownKey(_span(places), "", last.action, last.owner)]
        room = width - 2 - _length(last) - sum(_length(place) + APART for place in places)
        fitting = []
        for key in keys:
            room -= _length(key) + APART
            if room < 0:
                break
            fitting.append(key)
        self.show_keys([*places, *fitting, last], here)

    def show_keys(self, keys: Sequence[ShownKey], here: str = "") -> None:
        """Show these keys, whether they fit or not."""
        if (self.shown, self.here) != (tuple(keys), here):
            self.shown, self.here = tuple(keys), here
            self.update(
                Content("  ").join(_entry(key, n, here) for n, key in enumerate(self.shown)), layout=False
            )

    async def action_press(self, number: int) -> None:
        """Run the key's action."""
        if number < len(self.shown) and (key := self.shown[number]).action:
            await self.app.run_action(key.action, key.owner)


def _span(places: Sequence[ShownKey]) -> str:
    """The keys of all places as a range: ``1-4``."""
    signs = [place.sign for place in places]
    return f"{signs[0]}-{signs[-1]}" if len(signs) > 1 else signs[0]


def _length(key: ShownKey) -> int:
    return len(key.sign) + (len(key.word) + 1 if key.word else 0)


def _entry(key: ShownKey, number: int, here: str) -> Content:
    """One entry as text. Markup would not work, because it cannot parse the -1 in an action."""
    entry = Content.styled(key.sign, "reverse")
    if key.word:
        entry += " " + Content.styled(key.word, "bold" if key.action == here else "")
    return entry.stylize(Style.from_meta({"@click": f"press({number})"}))
