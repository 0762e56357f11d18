"""The entries of the palette: the actions of key tables, and all targets of links."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from tutor.app.keys import ACTIONS, APP, EVERYWHERE, Key, tables
from tutor.course.kinds import SECTION, kinds_of

if TYPE_CHECKING:
    from tutor.app.nav import Navigation

Do = Callable[[App[Any]], Awaitable[object]]
HERE, PLACE, SECTIONS, OTHERS, ELSEWHERE = range(5)  # ranks of kinds that match equally well


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """An action, or something to open."""

    names: tuple[str, ...]  # the first is shown, all are searched
    do: Do
    sign: str = ""  # the symbol of its key
    help: str = ""
    rank: int = HERE
    first: bool = False  # listed first while nothing is typed

    @property
    def title(self) -> str:
        """Its main name."""
        return self.names[0]


def actions(screen: Screen[Any]) -> Iterator[PaletteEntry]:
    """The actions available on ``screen`` now, for the focused widget and in the whole app."""
    absent: set[str] = set()
    for name in ("lacking", "idle", "no_way"):
        absent |= getattr(screen, name, frozenset)()
    own = [(key, table.owner) for table in tables(screen.focused, screen) for key in table.keys]
    table_keys = {key for key, _ in own}
    for key, owner in (*own, *((key, screen) for key in (*EVERYWHERE, *APP))):
        if key.action and key.action not in absent and key is not ACTIONS:
            yield _entry(key, partial(_act, owner, key.action), first=bool(key.foot) and key in table_keys)


def actions_elsewhere(nav: Navigation) -> Iterator[PaletteEntry]:
    """The actions of other places, which are opened first."""
    for place in nav.places:
        for key in place.keys() if place.name != nav.here else ():
            if key.action and key.call:
                names = tuple(f"{place.word} · {name}" for name in _names(key))
                sign = f"{place.key} {_sign(key)}" if key.keys else ""
                do = partial(_act_in, nav, place.name, key.action)
                yield PaletteEntry(names, do, sign, _short(key), rank=ELSEWHERE)


def places(nav: Navigation) -> Iterator[PaletteEntry]:
    """The places, then all targets of links: sections, exercises, those of the plug-in."""
    for key in nav.overview_keys:
        yield _entry(key, lambda app: app.run_action("app.overview"), first=False)
    for key in nav.keys:
        go = partial(_jump, nav, key.action)
        yield PaletteEntry((key.foot,), go, key.shown, "the place", rank=PLACE)
    course = nav.session.course
    for kind in kinds_of(course).values():
        for name, title in kind.names(course).items() if kind.open is not None else ():
            reference = name if kind.name == SECTION else f"{kind.name}:{name}"
            rank = SECTIONS if kind.name == SECTION else OTHERS
            yield PaletteEntry(
                (title,), partial(_go, nav, reference), rank=rank, first=kind.name == "exercise"
            )


def _names(key: Key) -> tuple[str, ...]:
    called = key.call.split(",") if key.call else [key.label or key.foot or key.help]
    return tuple(name.strip() for name in called)


def _entry(key: Key, do: Do, *, first: bool) -> PaletteEntry:
    first_name, *others = _names(key)
    names = (first_name[:1].upper() + first_name[1:], *others, *filter(None, (key.foot, key.label)))
    return PaletteEntry(names, do, _sign(key), _short(key), first=first)


def _sign(key: Key) -> str:
    """The symbol of this key alone; a symbol in the footer may cover two keys."""
    return replace(key, sign="").shown if key.keys else key.sign


def _short(key: Key) -> str:
    """Its description on the page of keys, without the part about other keys."""
    return "" if key.row else re.split(r"\s{3,}", key.help)[0]


async def _act(owner: DOMNode, action: str, app: App[Any]) -> None:
    if owner.is_attached:
        await app.run_action(action, owner)


async def _act_in(nav: Navigation, place: str, action: str, app: App[Any]) -> None:
    nav.jump()
    screen = await nav.open_place(place)
    screen.call_after_refresh(_act, screen, action, app)


async def _jump(nav: Navigation, action: str, app: App[Any]) -> None:
    nav.jump()
    await app.run_action(action)


async def _go(nav: Navigation, reference: str, app: App[Any]) -> None:
    await nav.go(reference)
