"""The app itself: which place is open, what every place has in common, and how it ends."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tutor.app.messages import Failed
from tutor.app.nav import WayApp
from tutor.app.textual_fixes import go_on_once

if TYPE_CHECKING:
    from rich.text import Text

    from tutor.course.model import Course
    from tutor.session import Session
    from tutor.workspace import Workspace

    MakeSession = Callable[[Course, Workspace, Callable[[str], None]], Session]


KEEP = 1.0  # seconds; after a power cut or a kill the next start is at most that far back


def _plain(sentence: str) -> Text:
    """Said after the end, and never read as markup."""
    from rich.text import Text

    return Text(sentence)


class TutorApp(WayApp):
    """Transformer Tutor.

    Without a course, it is loaded after the first paint: the learner sees at once that something happens.
    """

    TITLE = "Transformer Tutor"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
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
        make_session: MakeSession | None = None,
    ) -> None:
        super().__init__(course)
        self.workspace = workspace
        self.folder = folder
        self.override = override
        self.make_session = make_session

    def compose(self) -> ComposeResult:
        """What is seen while the course is loaded."""
        yield Static(" Transformer Tutor", id="top")

    def on_mount(self) -> None:
        """The course, after the first paint."""
        go_on_once(self)
        if self._course is None:
            self.call_after_refresh(self._load)
        else:
            self._open()

    @work(thread=True)
    def _load(self) -> None:
        """Course and folder, away from the screen's thread."""
        from tutor.course.load import load_course
        from tutor.course.model import MalformedCourseError
        from tutor.course.roots import NotACourseError
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
            from tutor.app.screens.welcome_screen import WelcomeScreen
            from tutor.workspace import default_folder

            folder = self.folder or Path.cwd() / default_folder(self.course.root)
            self.push_screen(WelcomeScreen(self.course, folder))
        else:
            self.begin(self.workspace)
        if news:
            self._warn("\n".join(news))

    def begin(self, workspace: Workspace) -> None:
        """Open a learner's folder."""
        from tutor.app.kept_state import KeptState
        from tutor.app.themes import use_themes
        from tutor.session import Session

        self.workspace = workspace
        make = self.make_session or (lambda *given: Session(*given[:2], warn=given[2]))
        self.session = make(self.course, workspace, self._warn)
        self.kept = KeptState(workspace)
        use_themes(self)
        screen = str(self.kept.values.get("place", "learn"))
        self.switch_mode(screen if any(f"'{screen}'" in key.action for key in self.places) else "learn")
        self._warm_up()
        self.set_interval(KEEP, self._keep_place)

    def _keep_place(self) -> None:
        if self.kept is not None and self.kept.changed:
            self._save()

    @work(thread=True, group="keep", exclusive=True)
    def _save(self) -> None:
        """In a thread: a disk may take its time, and the next key should not wait for it."""
        if self.kept is not None and self.session is not None:
            self.session.warn_once(self.kept.save())

    @work(thread=True)
    def _warm_up(self) -> None:
        """The engines start while the learner looks at the first screen."""
        from tutor.engines import EnginesClosed

        session = self.session
        if session is not None:
            try:
                session.tracer  # noqa: B018
                session.grader.warm()
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

    async def action_quit(self) -> None:
        """Leave, with a note that is being written kept."""
        if self.session is not None:
            self.close_dialogs()
        await super().action_quit()

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
        if self.kept is not None:
            self.kept.save()
        if self.session is not None:
            self.session.close()
