"""Navigation in the app: its places, link targets, the search and the palette."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App, ScreenStackError
from textual.screen import ModalScreen, Screen

from tutor.app.history import History, Spot
from tutor.app.keys import Key
from tutor.app.services import Services
from tutor.app.textual_fixes import spare_parsing
from tutor.course.kinds import SECTION, kinds_of, parted, plugin_of
from tutor.hooks import AppPlace

if TYPE_CHECKING:
    from tutor.app.kept_state import KeptState
    from tutor.course.search import Hit
    from tutor.session import Session


def _learn(services: Services) -> Screen[None]:
    from tutor.app.screens.learn_screen import LearnScreen

    return LearnScreen(services)


def _practice(services: Services) -> Screen[None]:
    from tutor.app.screens.practice_screen import PracticeScreen

    return PracticeScreen(services)


def _progress(services: Services) -> Screen[None]:
    from tutor.app.screens.progress_screen import ProgressScreen

    return ProgressScreen(services)


KEPT = "kept-"  # prefix for the names of screens that are kept for going back
OPENING_WIDTH, OPENING_HEIGHT = 78, 24  # with fewer columns or rows, the opening waits for a larger terminal


def _learn_keys() -> Sequence[Key]:
    from tutor.app.screens.learn_screen import LearnScreen

    return LearnScreen.KEYS


def _practice_keys() -> Sequence[Key]:
    from tutor.app.screens.practice_screen import PracticeScreen

    return PracticeScreen.KEYS


def _progress_keys() -> Sequence[Key]:
    from tutor.app.screens.progress_screen import ProgressScreen

    return ProgressScreen.KEYS


# Each place is imported when it is first opened, for a fast start.
PLACES = (
    AppPlace(key="1", word="Learn", name="learn", screen=_learn, keys=_learn_keys),
    AppPlace(key="2", word="Practice", name="practice", screen=_practice, keys=_practice_keys),
    AppPlace(key="4", word="Progress", name="progress", screen=_progress, keys=_progress_keys),
)


# The modules likely to be needed next, most likely first.
AHEAD = (
    "tutor.app.screens.search_dialog",
    "tutor.app.screens.note_editor",
    "tutor.app.screens.practice_screen",
    "tutor.app.palette",
    "tutor.app.screens.progress_screen",
)


class Navigation:
    """Created by the app when a workspace is opened. Only this class opens places and follows links."""

    def __init__(self, app: App[None], session: Session, kept: KeptState) -> None:
        self._app, self.session = app, session
        self.history = History()
        self._kept_screens = 0  # number of screens named so far
        self.services = Services(session, kept, self)
        places = (*PLACES, *plugin_of(session.course).places)
        self.places = tuple(sorted(places, key=lambda place: place.key))
        for place, key in zip(self.places, self.keys, strict=True):
            app.add_mode(place.name, partial(self._made, place))
            app.bind(key.keys, key.action, description=key.foot)
        for key in self.overview_keys:
            app.bind(key.keys, key.action, description=key.foot)

    def _made(self, place: AppPlace) -> Screen[None]:
        screen: Screen[None] = place.screen(self.services)
        spare_parsing(self._app, screen)
        return screen

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of this course's places."""
        return tuple(Key(one.key, f"app.place('{one.name}')", foot=one.word) for one in self.places)

    @property
    def overview_keys(self) -> tuple[Key, ...]:
        """The key of the plug-in's overview; none without one."""
        one = plugin_of(self.session.course).overview
        return () if one is None else (Key(one.key, "app.overview", one.word, one.help, call=one.call),)

    @property
    def here(self) -> str:
        """The name of the open place."""
        return self._app.current_mode

    # Places

    def begin(self, name: object) -> None:
        """Open the place where the learner left off, or the first one."""
        self._app.switch_mode(next((p.name for p in self.places if p.name == name), self.places[0].name))

    async def open_opening(self, newcomer: bool) -> None:
        """Show the plug-in's opening to a newcomer, once, if the terminal is large enough."""
        reference, kept = plugin_of(self.session.course).opening, self.services.kept
        if newcomer and reference and "opening" not in kept.values:
            kept.remember(opening="due")
        width, height = self._app.size
        if kept.values.get("opening") != "due" or width < OPENING_WIDTH or height < OPENING_HEIGHT:
            return
        kind, name = parted(reference, kinds_of(self.session.course))
        if kind is not None and kind.open is not None:
            await kind.open(self, name)

    async def leads_to(self, words: str) -> None:
        """Show on the top line what is being opened."""
        from tutor.app.screens.screen import TutorScreen

        if isinstance(screen := self._app.screen, TutorScreen) and screen.composed:
            await screen.leads_to(words)

    async def switch(self, name: str) -> None:
        """Open a place; if it is open already, close what is on top of it."""
        if name != self.here:
            await self.leads_to(next(place.word for place in self.places if place.name == name))
        self.settle()
        await (self.open_place(name) if name == self.here else self._app.switch_mode(name))

    async def open_place(self, name: str) -> Screen[object]:
        """Open a place with nothing on top of it."""
        self.close_dialogs()
        await self._app.switch_mode(name)
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        return self._app.screen

    async def open_over_place(self, screen: Screen[None]) -> None:
        """Open a screen on top of the current place; esc returns there."""
        await self.open_place(self.here)
        await self._app.push_screen(screen)

    async def open_overview(self) -> None:
        """Open the plug-in's overview on top of the current screen, with a history entry."""
        from tutor.app.screens.screen import TutorScreen

        overview = plugin_of(self.session.course).overview
        if overview is None:
            return
        await self.leads_to(overview.word)
        self.jump()
        top = self._app.screen
        about, sizes = (top.about(), top.moved_sizes()) if isinstance(top, TutorScreen) else ("", {})
        await self._app.push_screen(overview.screen(self.services, about, sizes))

    # Links

    async def go(self, target: str | None, words: str = "") -> None:
        """Open the target of a reference: ``lesson-id#section-id``, ``exercise:name``, or a kind of the plug-in.

        In a section, scroll to ``words``. Adds a history entry.
        """
        if target is None:
            return
        kind, name = parted(target, kinds_of(self.session.course))
        if kind is None or kind.open is None:
            return
        self.jump()
        await (self.open_section(target, words) if kind.name == SECTION else kind.open(self, name))

    async def open_section(self, target: str, words: str = "") -> None:
        """Open ``lesson-id#section-id``, or a lesson's first section, and scroll to ``words``."""
        from tutor.app.screens.learn_screen import LearnScreen

        lesson_id, _, section_id = target.partition("#")
        if isinstance(screen := await self.open_place("learn"), LearnScreen):
            await screen.go_to(lesson_id, section_id or None, words)

    async def open_exercise(self, name: str) -> None:
        """Open an exercise by its id or its short name."""
        from tutor.app.screens.practice_screen import PracticeScreen

        exercise = next((e for e in self.session.course.exercises if name in (e.id, e.short)), None)
        if exercise is not None and isinstance(screen := await self.open_place("practice"), PracticeScreen):
            screen.open(exercise)

    # History

    def spot(self, *, keep: bool = False) -> Spot:
        """The current spot, ignoring dialogs. ``keep``: keep the screens on top of the place, to show them again."""
        from tutor.app.screens.screen import TutorScreen

        base, *over = (one for one in self._app.screen_stack if not isinstance(one, ModalScreen))
        top = over[-1] if over else base
        return Spot(
            place=self.here,
            words=top.spot_words() if isinstance(top, TutorScreen) else "",
            at=base.spot_line() if isinstance(base, TutorScreen) else None,
            over=tuple(self._name(one, keep=keep) for one in over),
        )

    def jump(self) -> None:
        """Add a history entry for the current spot before a jump."""
        self.close_dialogs()
        self.history = self.history.jumped(self.spot(keep=True))
        self._forget_screens()

    def settle(self) -> None:
        """Drop history entries that equal the current spot."""
        if self.history.behind:
            self.history = self.history.settled(self.spot())

    @property
    def left(self) -> Spot | None:
        """The spot to go back to, if any."""
        found = self.history.back(self.spot()) if self.history.behind else None
        return found[1] if found else None

    @property
    def came_from(self) -> str:
        """The name of the spot to go back to; "" if there is none."""
        return left.words if (left := self.left) else ""

    @property
    def was_ahead(self) -> bool:
        """Whether there is a spot to go forward to."""
        return bool(self.history.ahead and self.history.forward(self.spot()))

    async def step(self, *, forward: bool = False) -> None:
        """Go back to the line that the last jump left, or forward again."""
        from tutor.app.screens.screen import TutorScreen

        self.close_dialogs()
        here = self.spot(keep=True)
        if found := self.history.forward(here) if forward else self.history.back(here):
            self.history, spot = found
            await self._open_spot(spot)
            # redraw even if the line is the same, because the history has changed
            if isinstance(top := self._app.screen, TutorScreen):
                top.draw_top()
                top.draw_foot()
        self._forget_screens()

    async def _open_spot(self, spot: Spot) -> None:
        from tutor.app.screens.screen import TutorScreen

        app = self._app
        await app.switch_mode(spot.place)
        over = [app.get_screen(name) for name in spot.over if app.is_screen_installed(name)]
        while app.screen_stack[1:] != over[: len(app.screen_stack) - 1]:
            app.pop_screen()
        if isinstance(base := app.screen_stack[0], TutorScreen):
            await base.return_to(spot.at)
        for screen in over[len(app.screen_stack) - 1 :]:
            await app.push_screen(screen)

    def _name(self, screen: Screen[object], *, keep: bool) -> str:
        """The app's name for a screen that was left; ``keep`` gives it one."""
        known = self._app._installed_screens.items()
        name = next((name for name, one in known if one is screen), "")
        if keep and not name:
            self._kept_screens += 1
            name = f"{KEPT}{self._kept_screens}"
            self._app.install_screen(screen, name)
        return name

    def _forget_screens(self) -> None:
        """Drop screens that no history entry needs."""
        names = [name for name in self._app._installed_screens if name.startswith(KEPT)]
        for name in set(names) - self.history.screens:
            screen = self._app.get_screen(name)
            with suppress(ScreenStackError):  # it is still open
                self._app.uninstall_screen(screen)
                screen.remove()

    # Dialogs

    async def search(self) -> None:
        """Search the whole course."""
        await self.leads_to("search")
        from tutor.app.screens.search_dialog import SearchDialog

        await self._app.push_screen(SearchDialog(self.session), self._found)

    async def _found(self, hit: Hit | None) -> None:
        if hit is not None:
            await self.go(hit.target, hit.line)

    def close_dialogs(self) -> None:
        """Close all dialogs as escape does, saving a note that is being written."""
        from tutor.app.screens.dialogs import Dialog

        while isinstance(screen := self._app.screen, ModalScreen):
            if isinstance(screen, Dialog):
                screen.leave()
            else:
                screen.dismiss()
