"""The palette: finds every action by its names, and every target of a link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import ModalScreen
from textual.visual import VisualType
from textual.worker import Worker

from tutor.app.fuzzy_match import fit
from tutor.app.keys import LEAVE, Key, ShownKey, bindings, page
from tutor.app.palette_entries import HERE, PLACE, PaletteEntry, actions, actions_elsewhere, places
from tutor.app.tinted import tinted
from tutor.app.widgets.footer import Foot

if TYPE_CHECKING:
    from tutor.app.app import TutorApp

WORTH = 0.6  # minimum score for a result to be shown, relative to the best score
RANK = 0.02  # difference in score between two kinds of results that match equally well


class Palette(CommandPalette):
    """Textual's palette, made safe for keys that arrive all at once, before it is laid out or after it was closed."""

    KEYS = (
        Key("", row="type", help="what you want to do or open; typos are fine"),
        Key("", row="↑ ↓", help="choose; page up and page down also work"),
        Key("", sign="enter", foot="open", row="enter", help="run or open the chosen entry"),
        Key("", sign="esc", foot="close", row="esc", help="close it"),
        Key("f1", "keys", foot="keys", help="these keys"),
        LEAVE,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS[-2:-1])

    def compose(self) -> ComposeResult:
        """Textual's widgets, with a footer of its own keys."""
        yield from super().compose()
        foot = Foot(id="foot")
        foot.show_keys([ShownKey(key.shown, key.foot, key.action, self) for key in self.KEYS if key.foot])
        yield foot

    def render(self) -> VisualType:  # type: ignore[override]
        """Show the screen below."""
        return tinted(super().render())

    def action_keys(self) -> None:
        """Show the page of its keys."""
        from tutor.app.screens.dialogs import KeysDialog

        self.app.push_screen(KeysDialog(page("Every action, section and exercise", self.KEYS)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ignore keys before there is something to act on."""
        return self.is_mounted and super().check_action(action, parameters)

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Worker[Any]:
        """Ignore errors of a search that ends after the palette was closed."""
        return super().run_worker(work, *arguments, **{**options, "exit_on_error": False})

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, unless closed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):
            super()._action_command_list(action)


class Everything(Provider):
    """The only provider, so that results can be ranked together: actions before places, sections and exercises."""

    async def search(self, query: str) -> Hits:
        """The matching entries, without those that match much worse than the best."""
        found = [(fit(query, one.names), one) for one in self._all()]
        best = max((score for score, _ in found), default=0.0)
        for score, one in found:
            if score > 0 and score >= best * WORTH:
                yield Hit(score - one.rank * RANK, self._drawn(one), partial(self._do, one), one.title)

    async def discover(self) -> Hits:
        """Before anything is typed: the keys of the current screen and the exercises, then all other actions."""
        found = [one for one in self._all() if one.first or one.rank in (HERE, PLACE)]
        for one in sorted(found, key=lambda one: not one.first):
            yield DiscoveryHit(self._drawn(one), partial(self._do, one), one.title)

    def _all(self) -> Iterator[PaletteEntry]:
        nav = cast("TutorApp", self.app).nav
        screen = next(one for one in reversed(self.app.screen_stack) if not isinstance(one, ModalScreen))
        yield from actions(screen)
        if nav is not None:
            yield from actions_elsewhere(nav)
            yield from places(nav)

    def _drawn(self, one: PaletteEntry) -> Content:
        """The name, the key, and the description."""
        line = Content.styled(one.title, "bold")
        if one.sign:
            line += Content("  ") + Content.styled(f" {one.sign} ", "reverse")
        if one.help and one.help.casefold() != one.title.casefold():
            line += Content(f"  {one.help}")
        return line

    async def _do(self, one: PaletteEntry) -> None:
        """Run the action with all dialogs closed."""
        nav = cast("TutorApp", self.app).nav
        if nav is not None:
            nav.close_dialogs()
        await one.do(self.app)
