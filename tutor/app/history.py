"""The jumps of a learner, to go back and forward. Independent of screens."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

LONGEST = 50  # number of jumps to remember


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a screen that the learner left."""

    place: str
    words: str  # its name on the top line
    at: Hashable = None  # the data that the screen needs to show this line again
    over: tuple[str, ...] = ()  # names of the screens on top of the place

    def is_at(self, other: Spot) -> bool:
        """Whether both are the same line, even if the line's name has changed."""
        return (self.place, self.at, self.over) == (other.place, other.at, other.over)


@dataclass(frozen=True, slots=True)
class History:
    """A history like a browser's, in which a new jump clears the forward entries."""

    behind: tuple[Spot, ...] = ()
    ahead: tuple[Spot, ...] = ()

    def jumped(self, left: Spot) -> History:
        """The history after a jump away from ``left``."""
        behind = self.behind[:-1] if self.behind and self.behind[-1].is_at(left) else self.behind
        return History((*behind, left)[-LONGEST:])

    def back(self, here: Spot) -> tuple[History, Spot] | None:
        """The history after going back, and the last spot that is not ``here``; None if there is none."""
        found = _last(self.behind, here)
        return found and (History(found[0], (*self.ahead, here)), found[1])

    def forward(self, here: Spot) -> tuple[History, Spot] | None:
        """Like ``back``, in the other direction."""
        found = _last(self.ahead, here)
        return found and (History((*self.behind, here), found[0]), found[1])

    def settled(self, here: Spot) -> History:
        """Drop the back entries that equal ``here``, after a dialog was closed."""
        behind = self.behind
        while behind and behind[-1].is_at(here):
            behind = behind[:-1]
        return History(behind, self.ahead)

    @property
    def screens(self) -> frozenset[str]:
        """The names of all screens that back or forward entries need."""
        return frozenset(name for spot in (*self.behind, *self.ahead) for name in spot.over)


def _last(spots: tuple[Spot, ...], here: Spot) -> tuple[tuple[Spot, ...], Spot] | None:
    """The last of ``spots`` that is not ``here``, and those before it."""
    for number in range(len(spots) - 1, -1, -1):
        if not spots[number].is_at(here):
            return spots[:number], spots[number]
    return None
