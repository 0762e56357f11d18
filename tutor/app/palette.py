"""All that a link may lead to, in the command palette: exercises, sections, and what the course's plug-in has."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.worker import Worker

if TYPE_CHECKING:
    from tutor.app.app import TutorApp
    from tutor.app.nav import Navigation


class Palette(CommandPalette):
    """Textual's, for keys that come in one piece: it would close more than itself, or turn pages not laid out yet."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key before there is something to act on: keys may come in one piece."""
        return self.is_mounted and super().check_action(action, parameters)

    def run_worker(self, work: Any, *arguments: Any, **options: Any) -> Worker[Any]:
        """A search that ends when the palette is gone already is no fault."""
        return super().run_worker(work, *arguments, **{**options, "exit_on_error": False})

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, unless it is closed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):
            super()._action_command_list(action)


class CoursePalette(Provider):
    """Finds places by their titles."""

    @property
    def _nav(self) -> Navigation:
        nav = cast("TutorApp", self.app).nav
        assert nav is not None
        return nav

    def _places(self) -> list[tuple[str, str]]:
        from tutor.course.kinds import SECTION, kinds_of

        course = self._nav.session.course
        kinds = kinds_of(course)
        first = [kinds["exercise"], kinds[SECTION]]
        return [
            (title, name if kind.name == SECTION else f"{kind.name}:{name}")
            for kind in (*first, *(one for one in kinds.values() if one not in first))
            if kind.open is not None
            for name, title in kind.names(course).items()
        ]

    async def discover(self) -> Hits:
        """Before anything is typed: the exercises."""
        nav = self._nav
        for title, target in self._places()[: len(nav.session.course.exercises)]:
            yield DiscoveryHit(title, partial(nav.go, target), help="Open it")

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        nav = self._nav
        matcher = self.matcher(query)
        for title, target in self._places():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(nav.go, target), help="Open it")
