"""The app itself: which place is open, what every place has in common, and how it ends."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tutor.app.messages import Failed
from tutor.app.widgets.foot import PLACES as PLACE_KEYS
from tutor.app.widgets.foot import Key

if TYPE_CHECKING:
    from rich.text import Text
    from textual.command import Provider

    from tutor.app.services import Services
    from tutor.course.types import Course
    from tutor.workspace import Workspace

    MakeServices = Callable[[Course, Workspace, Callable[[str], None]], Services]


KEEP = 1.0  # seconds; after a power cut or a kill the next start is at most that far back


def _learn() -> Screen[None]:
    from tutor.app.screens.learn import LearnScreen

    return LearnScreen()


def _practice() -> Screen[None]:
    from tutor.app.screens.practice import PracticeScreen

    return PracticeScreen()


def _lab() -> Screen[None]:
    from tutor.app.screens.lab import LabScreen

    return LabScreen()


def _progress() -> Screen[None]:
    from tutor.app.screens.progress import ProgressScreen

    return ProgressScreen()


# Each place is imported when it is first opened: the first screen should not wait for the others.
PLACES = {"learn": _learn, "practice": _practice, "lab": _lab, "progress": _progress}


def _palette() -> type[Provider]:
    from tutor.app.palette import CoursePalette

    return CoursePalette


def _plain(sentence: str) -> Text:
    """Said after the end, and never read as markup."""
    from rich.text import Text

    return Text(sentence)


class TutorApp(App[None]):
    """Transformer Tutor.

    Without a course, it is loaded after the first paint: the learner sees at once that something happens.
    """

    TITLE = "Transformer Tutor"
    CSS_PATH = "app.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = dict(PLACES)
    COMMANDS: ClassVar = App.COMMANDS | {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "place('learn')", "Learn"),
        Binding("2", "place('practice')", "Practice"),
        Binding("3", "place('lab')", "Lab"),
        Binding("4", "place('progress')", "Progress"),
        Binding("slash", "search", "Search", key_display="/"),
        Binding("ctrl+q", "quit", "Leave", show=False, priority=True),
        Binding("ctrl+c", "quit", "Leave", show=False),  # where it does not copy
    ]

    def __init__(
        self,
        course: Course | None = None,
        workspace: Workspace | None = None,
        folder: Path | None = None,
        *,
        override: Path | None = None,
        make_services: MakeServices | None = None,
    ) -> None:
        super().__init__()
        self._course = course
        self.workspace = workspace
        self.folder = folder
        self.override = override
        self.make_services = make_services
        self.services: Services | None = None

    @property
    def course(self) -> Course:
        """What is taught."""
        assert self._course is not None
        return self._course

    def compose(self) -> ComposeResult:
        """What is seen while the course is loaded."""
        yield Static(" Transformer Tutor", id="top")

    def on_mount(self) -> None:
        """The course, after the first paint."""
        if self._course is None:
            self.call_after_refresh(self._load)
        else:
            self._open()

    @work(thread=True)
    def _load(self) -> None:
        """Course and folder, away from the screen's thread."""
        from tutor.app.screens import learn, place  # noqa: F401 - imported here so that opening them is quick
        from tutor.course.load import load_course
        from tutor.course.places import NotACourseError
        from tutor.course.types import MalformedCourseError
        from tutor.workspace import WorkspaceError, look, update

        news: tuple[str, ...] = ()
        try:
            here = look(Path.cwd(), self.override)
            self._course = load_course(here.course)
            self.workspace = here.workspace
            if self.workspace is not None:
                try:
                    news = update(self.workspace, self._course).sentences
                except WorkspaceError as error:
                    news = (str(error),)  # what is there can be read and graded all the same
        except (MalformedCourseError, NotACourseError, WorkspaceError) as error:
            self.call_from_thread(self.exit, None, 2, _plain(f"{error}"))
            return
        self.call_from_thread(self._open, news)

    def _open(self, news: tuple[str, ...] = ()) -> None:
        """Welcome, or where the learner left."""
        from tutor.app.drawing import THEME

        self.console.push_theme(THEME)
        self.title = self.course.title
        if self.workspace is None:
            from tutor.app.screens.welcome import WelcomeScreen
            from tutor.workspace import default_folder

            folder = self.folder or Path.cwd() / default_folder(self.course.root)
            self.push_screen(WelcomeScreen(self.course, folder))
        else:
            self.begin(self.workspace)
        if news:
            self._warn("\n".join(news))

    def begin(self, workspace: Workspace) -> None:
        """Open a learner's folder."""
        from tutor.app.services import Services
        from tutor.app.themes import use_themes

        self.workspace = workspace
        self.services = (self.make_services or Services)(self.course, workspace, self._warn)
        if self.services.problem:
            self._warn(self.services.problem)
        use_themes(self)
        place = str(self.services.state.get("place", "learn"))
        self.switch_mode(place if any(place == name for *_, name in self.places) else "learn")
        self._warm_up()
        self.set_interval(KEEP, self._keep_place)

    def _keep_place(self) -> None:
        if self.services is not None and self.services.moved:
            self._save()

    @work(thread=True, group="keep", exclusive=True)
    def _save(self) -> None:
        """In a thread: a disk may take its time, and the next key should not wait for it."""
        if self.services is not None and (problem := self.services.save()):
            self.post_message(Failed(problem))

    @work(thread=True)
    def _warm_up(self) -> None:
        """The engines start while the learner looks at the first screen."""
        from tutor.app.engines import EnginesClosed

        services = self.services
        if services is not None:
            try:
                services.tracer  # noqa: B018
                services.grader  # noqa: B018
            except EnginesClosed:
                pass
            except Exception as error:
                self.post_message(Failed(f"The engine that runs code could not be started: {error}"))

    @on(Failed)
    def _failed(self, event: Failed) -> None:
        self.notify(event.sentence, severity="error", markup=False)

    def on_unmount(self) -> None:
        """Leaving: what still runs is ended now, for the program waits for its threads before it goes."""
        self.close()

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", timeout=10, markup=False)

    @property
    def places(self) -> tuple[Key, ...]:
        """The places that this course has."""
        return tuple(place for place in PLACE_KEYS if place[2] != "lab" or self.course.lab)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a Lab in the course, its key does nothing and is not shown."""
        if action == "place" and self._course is not None and "lab" in parameters:
            return self.course.lab
        return True

    async def action_place(self, name: str) -> None:
        """Another place. Keys that come meanwhile wait until it is there."""
        if self.services is not None:
            await self.switch_mode(name)

    async def go(self, target: str | None) -> None:
        """To ``lesson-id#section-id``, ``exercise:name``, ``lab:experiment`` or ``drill:name``."""
        if target is None or self.services is None:
            return
        kind, _, name = target.partition(":")
        if kind == "exercise":
            from tutor.app.screens.practice import PracticeScreen

            exercise = next((e for e in self.course.exercises if name in (e.id, e.short)), None)
            if exercise is not None and isinstance(screen := await self._at("practice"), PracticeScreen):
                screen.open(exercise)
        elif kind == "drill":
            from tutor.app.screens.drill import DrillScreen

            await self._at("progress")
            await self.push_screen(DrillScreen(name or None))
        elif kind == "lab":
            from tutor.app.screens.lab import LabScreen

            if isinstance(screen := await self._at("lab"), LabScreen):
                screen.open(name)
        else:
            from tutor.app.screens.learn import LearnScreen

            lesson_id, _, section_id = target.partition("#")
            if isinstance(screen := await self._at("learn"), LearnScreen):
                await screen.go_to(lesson_id, section_id or None)

    async def _at(self, place: str) -> Screen[object]:
        """A place, with nothing left open above it."""
        self.close_dialogs()
        await self.switch_mode(place)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        return self.screen

    def close_dialogs(self) -> None:
        """Close the windows over the place, as escape does; a note that is being written is kept."""
        from tutor.app.screens.dialogs import Dialog

        while isinstance(screen := self.screen, ModalScreen):
            if isinstance(screen, Dialog):
                screen.leave()
            else:
                screen.dismiss()

    async def action_quit(self) -> None:
        """Leave, with a note that is being written kept."""
        if self.services is not None:
            self.close_dialogs()
        await super().action_quit()

    def action_command_palette(self) -> None:
        """Every action, section, exercise and experiment."""
        from tutor.app.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """The palette's list of themes."""
        from textual.theme import ThemeProvider

        from tutor.app.palette import Palette

        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    def action_search(self) -> None:
        """Words, anywhere in the course."""
        from tutor.app.screens.search import SearchDialog

        if self.services is not None:
            self.push_screen(SearchDialog(self.services), self.go)

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
                path.parent.mkdir(exist_ok=True)
                path.write_text(details, encoding="utf-8")
                kept = f" The details are in {path}."
        self.exit(
            return_code=3,
            message=_plain(
                f"The tutor has a fault ({type(error).__name__}: {error}) and had to stop. "
                f"Your files are as they were.{kept}"
            ),
        )

    def close(self) -> None:
        """Keep the place, end the engines. Safe to call twice."""
        services = self.services
        if services is not None:
            services.save()
            services.close()
