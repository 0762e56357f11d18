"""Every section, exercise, experiment and drill in the command palette."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.worker import Worker


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

    def _places(self) -> list[tuple[str, str]]:
        from tutor.app.app import TutorApp
        from tutor.transformers.architectures.presets import presets
        from tutor.transformers.drills import DRILLS
        from tutor.transformers.models.experiments import experiments

        app = self.app
        assert isinstance(app, TutorApp)
        sections = [
            (f"{lesson.step} · {section.title}", f"{lesson.id}#{section.id}")
            for lesson in app.course.lessons
            for section in lesson.sections
        ]
        exercises = [(f"{e.short} · {e.title}", f"exercise:{e.id}") for e in app.course.exercises]
        tried = [(f"Lab · {one.title}", f"lab:{one.id}") for one in experiments() if app.course.lab]
        drills = [
            (f"Drill · {one.name}: {one.title}", f"drill:{one.name}")
            for one in DRILLS.values()
            if app.course.drills
        ]
        models = [
            (f"Dimensions · {one.title}", f"dims:{one.name}") for one in presets().values() if app.course.lab
        ]
        return [*exercises, *sections, *tried, *drills, *models]

    async def discover(self) -> Hits:
        """Before anything is typed: the exercises."""
        from tutor.app.app import TutorApp

        app = self.app
        assert isinstance(app, TutorApp)
        for title, target in self._places()[: len(app.course.exercises)]:
            yield DiscoveryHit(title, partial(app.go, target), help="Open it")

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        from tutor.app.app import TutorApp

        app = self.app
        assert isinstance(app, TutorApp)
        matcher = self.matcher(query)
        for title, target in self._places():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(app.go, target), help="Open it")
