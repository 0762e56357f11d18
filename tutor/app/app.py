"""The app itself: which place is open, what every place has in common, and how it ends."""

from __future__ import annotations

import contextlib
import traceback
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tutor.app.drawing import THEME
from tutor.app.palette import CoursePalette
from tutor.app.screens.lab import LabScreen
from tutor.app.screens.learn import LearnScreen
from tutor.app.screens.practice import PracticeScreen
from tutor.app.screens.progress import ProgressScreen
from tutor.app.screens.welcome import WelcomeScreen
from tutor.app.services import Services
from tutor.course.types import Course
from tutor.workspace import DEFAULT_FOLDER, Workspace

PLACES = {"learn": LearnScreen, "practice": PracticeScreen, "lab": LabScreen, "progress": ProgressScreen}


class TutorApp(App[None]):
    """Transformer Tutor."""

    TITLE = "Transformer Tutor"
    CSS_PATH = "app.tcss"
    MODES: ClassVar[dict[str, type[Screen[None]]]] = dict(PLACES)  # type: ignore[assignment]
    COMMANDS: ClassVar = App.COMMANDS | {CoursePalette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "place('learn')", "Learn"),
        Binding("2", "place('practice')", "Practice"),
        Binding("3", "place('lab')", "Lab"),
        Binding("4", "place('progress')", "Progress"),
        Binding("slash", "search", "Search", key_display="/"),
        Binding("ctrl+q", "quit", "Leave", show=False, priority=True),
        Binding("ctrl+c", "quit", "Leave", show=False),  # where it does not copy
    ]

    def __init__(self, course: Course, workspace: Workspace | None, folder: Path | None = None) -> None:
        super().__init__()
        self.course = course
        self.workspace = workspace
        self.folder = folder or Path.cwd() / DEFAULT_FOLDER
        self.services: Services | None = None
        self.console.push_theme(THEME)

    def on_mount(self) -> None:
        """Welcome, or where the learner left."""
        if self.workspace is None:
            self.push_screen(WelcomeScreen(self.course, self.folder))
        else:
            self.begin(self.workspace)

    def begin(self, workspace: Workspace) -> None:
        """Open a learner's folder."""
        self.workspace = workspace
        self.services = Services(self.course, workspace, warn=self._warn)
        if self.services.problem:
            self._warn(self.services.problem)
        place = self.services.state.get("place", "learn")
        self.switch_mode(place if place in PLACES else "learn")
        self._warm_up()

    @work(thread=True)
    def _warm_up(self) -> None:
        """The engines start while the learner looks at the first screen."""
        services = self.services
        if services is not None:
            try:
                services.tracer  # noqa: B018
                services.grader  # noqa: B018
            except Exception as error:
                self.call_from_thread(self._warn, f"Grading is not ready: {error}")

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", timeout=10, markup=False)

    def action_place(self, name: str) -> None:
        """Another place."""
        if self.services is not None:
            self.switch_mode(name)

    async def go(self, target: str | None) -> None:
        """To ``lesson-id#section-id`` or ``exercise:name``."""
        if target is None or self.services is None:
            return
        if target.startswith("exercise:"):
            wanted = target.removeprefix("exercise:")
            exercise = next((e for e in self.course.exercises if wanted in (e.id, e.short)), None)
            if exercise is not None:
                await self.switch_mode("practice")
                screen = self.screen
                if isinstance(screen, PracticeScreen):
                    screen.open(exercise)
            return
        lesson_id, _, section_id = target.partition("#")
        await self.switch_mode("learn")
        screen = self.screen
        if isinstance(screen, LearnScreen):
            await screen.go_to(lesson_id, section_id or None)

    def action_search(self) -> None:
        """Words, anywhere in the course."""
        from tutor.app.screens.dialogs import PickDialog

        if self.services is None:
            return
        choices, texts = [], []
        for lesson, section in self.services.pages():
            choices.append((f"{lesson.id}#{section.id}", f"{lesson.step} · {section.title}"))
            texts.append(f"{section.title} {section.text}")
        for exercise in self.course.exercises:
            choices.append((f"exercise:{exercise.id}", f"{exercise.short} · {exercise.title}"))
            texts.append(f"{exercise.short} {exercise.title} {exercise.brief}")
        self.push_screen(PickDialog("Search", choices, texts), self.go)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the tutor's own: leave in order, with one sentence and the details in a file."""
        if self.is_headless:
            super()._handle_exception(error)  # tests want to see it
            return
        details = "".join(traceback.format_exception(error))
        kept = ""
        if self.workspace is not None:
            path = self.workspace.state_dir / "crash.log"
            with contextlib.suppress(OSError):
                path.write_text(details, encoding="utf-8")
                kept = f" The details are in {path}."
        self._return_code = 3
        self.exit(message=f"The tutor has a fault ({type(error).__name__}: {error}) and had to stop.{kept}")

    def close(self) -> None:
        """Keep the place, end the engines. Safe to call twice."""
        services = self.services
        if services is not None:
            services.save()
            services.close()
