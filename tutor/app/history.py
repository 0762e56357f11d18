"""Where somebody jumped from, the way back there, and forward again. It knows no screen."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

LONGEST = 50  # jumps that are remembered


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a place, as it was left."""

    place: str
    words: str  # what the top line calls it
    at: Hashable = None  # what the place needs to show this very line again
    over: tuple[str, ...] = ()  # the screens that lay over the place, by name

    def is_at(self, other: Spot) -> bool:
        """Whether both are the same line, whatever it is called by now."""
        return (self.place, self.at, self.over) == (other.place, other.at, other.over)


@dataclass(frozen=True, slots=True)
class History:
    """Jumps, as a browser keeps them: what lies ahead is forgotten by the next jump."""

    behind: tuple[Spot, ...] = ()
    ahead: tuple[Spot, ...] = ()

    def jumped(self, left: Spot) -> History:
        """After a jump away from ``left``."""
        behind = self.behind[:-1] if self.behind and self.behind[-1].is_at(left) else self.behind
        return History((*behind, left)[-LONGEST:])

    def back(self, here: Spot) -> tuple[History, Spot] | None:
        """The history once one is back at the last spot that is not ``here``, and that spot; None without one."""
        found = _last(self.behind, here)
        return found and (History(found[0], (*self.ahead, here)), found[1])

    def forward(self, here: Spot) -> tuple[History, Spot] | None:
        """As ``back``, the other way."""
        found = _last(self.ahead, here)
        return found and (History((*self.behind, here), found[0]), found[1])

    def settled(self, here: Spot) -> History:
        """Without a way back to ``here``, where one is again already: a window over it was left."""
        behind = self.behind
        while behind and behind[-1].is_at(here):
            behind = behind[:-1]
        return History(behind, self.ahead)

    @property
    def screens(self) -> frozenset[str]:
        """The names of all screens that a way back or forward needs."""
        return frozenset(name for spot in (*self.behind, *self.ahead) for name in spot.over)


def _last(spots: tuple[Spot, ...], here: Spot) -> tuple[tuple[Spot, ...], Spot] | None:
    """The last of ``spots`` that is not ``here``, and those before it."""
    for number in range(len(spots) - 1, -1, -1):
        if not spots[number].is_at(here):
            return spots[:number], spots[number]
    return None
