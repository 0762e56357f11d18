"""The app: which screen is open, what all screens share, and how the app ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.filter import LineFilter
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.app.background import Background
from tutor.app.crash import crash_message
from tutor.app.early_keys import EarlyKeys
from tutor.app.first_picture import FirstPicture, place_of, read
from tutor.app.jobs import Jobs
from tutor.app.keys import ACTIONS_IN_A_BROWSER, LEAVE, SEARCH, bindings
from tutor.app.sign_filter import SignFilter
from tutor.app.spare_time import SpareTime
from tutor.app.textual_fixes import go_on_once, press_typed
from tutor.app.themes import register_themes, style_variables, use_theme, view_colours
from tutor.disk import FileError

if TYPE_CHECKING:
    from rich.terminal_theme import TerminalTheme
    from rich.text import Text
    from textual.command import Provider
    from textual.widget import Widget

    from tutor.app.graphics import TerminalAnswer
    from tutor.app.kept_state import KeptState
    from tutor.app.nav import Navigation
    from tutor.course.model import Course
    from tutor.session import Session
    from tutor.workspace import Workspace
    from tutor.workspace.find import Here

    MakeSession = Callable[[Course, Workspace, Callable[[str], None]], Session]


NOTHING_SELECTED = (
    "Nothing is selected. Drag over text with the mouse, then press ctrl+c to copy it. ctrl+q quits."
)


def _plain(sentence: str) -> Text:
    """Format a message to print after the app has ended, without markup."""
    from rich.text import Text

    return Text(sentence)


def _palette() -> type[Provider]:
    from tutor.app.palette import Everything

    return Everything


class TutorApp(App[None]):
    """Transformer Tutor.

    If no course is given, it is loaded after the first paint, so that the learner sees a screen at once.
    """

    TITLE = "Transformer Tutor"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([SEARCH, LEAVE]),
        Binding("ctrl+c,super+c", "copy_nothing", "Copy", show=False),  # if nothing is selected
    ]

    def __init__(
        self,
        course: Course | None = None,
        workspace: Workspace | None = None,
        folder: Path | None = None,
        *,
        override: Path | None = None,
        make_session: MakeSession | None = None,
        charset: str = "utf-8",
        here: Here | None = None,
        terminal: TerminalAnswer | None = None,
    ) -> None:
        self._view_colours: dict[tuple[str, str | None], TerminalTheme] = {}
        super().__init__()
        register_themes(self)
        self.signs = None if charset.lower().startswith("utf") else SignFilter(charset)
        self._course = course
        self.session: Session | None = None
        self.kept: KeptState | None = None
        self.nav: Navigation | None = None
        self.jobs = Jobs(self)
        self.spare = SpareTime()
        self._dressed = False
        self._early = EarlyKeys()
        self.workspace = workspace
        self.folder = folder
        self.override = override
        self.make_session = make_session
        self.here = here
        self.graphics = terminal.graphics if terminal is not None else None
        self._typed = terminal.typed if terminal is not None else b""

    @property
    def course(self) -> Course:
        assert self._course is not None
        return self._course

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colour roles for which Textual has no name."""
        return style_variables(self.current_theme)

    @property
    def ansi_theme(self) -> TerminalTheme:
        """The sixteen ANSI colours that views use. Cached, because Textual asks for them on every line that it
        paints."""
        named = self.theme, self.console.color_system
        if named not in self._view_colours:
            self._view_colours[named] = view_colours(self.current_theme, named[1])
        return self._view_colours[named]

    def compose(self) -> ComposeResult:
        """What is shown while the course is loading."""
        if self.here is not None and self.here.workspace is not None:
            state = self.here.workspace.load_state()
            strips = read(place_of(self.here.course, self.here.workspace.root, state, self.size))
            self._early.begin()
            if strips is not None:
                yield FirstPicture(strips)
                return
            if (first := self._first_text(self.here.course, state)) is not None:
                yield first
                return
        yield Static(" Transformer Tutor", id="top")

    def _first_text(self, course: Path, state: Mapping[str, Any]) -> Widget | None:
        """The text to show until the course is loaded."""
        from tutor.app.first_text import LOW, FirstText, beginning

        found = beginning(course, state) if self.size.height >= LOW else None
        if found is None:
            return None
        use_theme(self, state)
        self._dress()
        return FirstText(found, self.size)

    def _dress(self) -> None:
        """Give Rich renderables the colours of the app's theme."""
        from tutor.app.rich_theme import THEME, use_colours

        if not self._dressed:
            self._dressed = True
            self.console.push_theme(THEME)
            use_colours(self)
            self.theme_changed_signal.subscribe(self, lambda _: use_colours(self))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then the replacement of characters that the terminal lacks."""
        filters = super().get_line_filters()
        return filters if self.signs is None else [*filters, self.signs]

    def on_mount(self) -> None:
        """Load the course after the first paint."""
        go_on_once(self)
        if self._course is None:
            self.call_after_refresh(self._load)
        else:
            self._open()

    @work(thread=True)
    def _load(self) -> None:
        """Load the course and the workspace in a thread."""
        from tutor.course.kinds import plugin_of
        from tutor.course.load import load_course
        from tutor.course.model import MalformedCourseError
        from tutor.course.roots import NotACourseError
        from tutor.workspace import look, update
        from tutor.workspace.news import news as since_last_visit

        news: tuple[str, ...] = ()
        try:
            here = look(Path.cwd(), self.override)
            self._course = load_course(here.course)
            plugin_of(self._course)  # report a missing plug-in before anything opens
            self.workspace = here.workspace
            if self.workspace is not None:
                try:
                    news = update(self.workspace, self._course).sentences
                    news = (*news, *filter(None, [since_last_visit(self.workspace)]))
                except FileError as error:
                    news = (str(error),)  # the existing files can still be read and graded
        except (MalformedCourseError, NotACourseError, FileError) as error:
            self.call_from_thread(self.exit, None, 2, _plain(f"{error}"))
            return
        self.call_from_thread(self._open, news)

    def _open(self, news: tuple[str, ...] = ()) -> None:
        """Open the welcome screen, or resume where the learner left off."""
        self._dress()
        self.title = self.course.title
        if self.workspace is None:
            from tutor.app.screens.welcome_screen import WelcomeScreen
            from tutor.workspace import default_folder

            self._early.drop()
            folder = self.folder or Path.cwd() / default_folder(self.course.root)
            self.push_screen(WelcomeScreen(self.course, folder, self.begin))
        else:
            self.begin(self.workspace)
        if news:
            self._warn("\n".join(news))
        if self._typed:
            self.call_after_refresh(press_typed, self, self._typed)

    def begin(self, workspace: Workspace) -> None:
        """Open a workspace."""
        from tutor.app.kept_state import KeptState
        from tutor.app.nav import Navigation
        from tutor.app.themes import use_themes
        from tutor.session import Session
        from tutor.settings import read as read_settings

        self.workspace = workspace
        make = self.make_session or (lambda *given: Session(*given[:2], warn=given[2]))
        self.session = make(self.course, workspace, self._warn)
        self.kept = KeptState(workspace)
        self.nav = Navigation(self, self.session, self.kept)
        if self.is_web:
            self.bind(ACTIONS_IN_A_BROWSER, "command_palette", description="actions")
        use_themes(self, self.kept)
        newcomer = "place" not in self.kept.values
        if newcomer:
            self.session.choose_usual_schedule()
        if problem := read_settings()[1]:
            self._warn(problem)
        self.nav.begin(self.kept.values.get("place"))
        self.call_later(self.nav.open_opening, newcomer)
        self.call_later(self._early.press, self)
        Background(self, self.session, self.kept).begin()

    def on_unmount(self) -> None:
        """End running work now, because Python waits for its threads when it exits."""
        self.close()

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", timeout=10, markup=False)

    async def action_quit(self) -> None:
        """Quit, saving a note that is being written."""
        if self.nav is not None:
            self.nav.close_dialogs()
        if self.workspace is not None and (moved := self.workspace.moved()):
            self.exit(message=_plain(moved))  # so that the message is not overlooked
        else:
            await super().action_quit()

    # Copying

    def copy_to_clipboard(self, text: str) -> None:
        """Copy the selection."""
        from tutor.views.text import counted

        self.copy(text, f"Copied {counted(text.strip().count(chr(10)) + 1, 'line')}")

    def copy(self, text: str, said: str) -> None:
        """Copy to the terminal's clipboard and say so. An empty text is ignored, because it would clear
        the clipboard."""
        if text.strip():
            super().copy_to_clipboard(text)
            self.notify(said, markup=False)
        else:
            self.action_copy_nothing()

    def action_copy_nothing(self) -> None:
        """Say how to copy, and how to quit, which ctrl+c might also have meant."""
        self.notify(NOTHING_SELECTED, markup=False)

    # Keys

    async def on_event(self, event: Event) -> None:
        """Handle an event as Textual does, but queue keys pressed before the first screen is ready."""
        if isinstance(event, Key):
            self.spare.key_came()
            if self._early.takes(event):
                return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ignore keys that leave the screen while a dialog is open, for example after a double click."""
        if action == "search" and self.focused is not None and self.focused.check_consume_key("slash", "/"):
            return False  # in a field, the key types a character
        return not (action in ("place", "search", "overview") and isinstance(self.screen, ModalScreen))

    async def action_place(self, name: str) -> None:
        """Open a screen, or close what is open on top of it. Keys pressed in the meantime wait until it is ready."""
        if self.nav is not None:
            await self.nav.switch(name)

    async def action_overview(self) -> None:
        """Open the plug-in's overview. Keys pressed in the meantime wait until it is ready."""
        if self.nav is not None:
            await self.nav.open_overview()

    async def action_search(self) -> None:
        """Search the whole course. Keys pressed in the meantime wait until the dialog is ready."""
        if self.nav is not None:
            await self.nav.search()

    async def action_command_palette(self) -> None:  # type: ignore[override]
        """Open the palette of all actions, sections and exercises."""
        if self.nav is not None:
            await self.nav.leads_to("actions")
        from tutor.app.palette import Palette

        if self._screen_stack and not isinstance(self.screen, Palette):  # empty if the app is closing
            asks = "Search for an action, section or exercise"
            # Without an id, because the previous palette may still be closing.
            self.push_screen(Palette(placeholder=asks))

    def search_themes(self) -> None:
        """Open the list of themes in the palette."""
        from textual.theme import ThemeProvider

        from tutor.app.palette import Palette

        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    async def action_focus_next(self) -> None:  # type: ignore[override]
        """Focus the next widget, even in a text that is still being laid out."""
        await self._whole()
        self.screen.focus_next()

    async def action_focus_previous(self) -> None:  # type: ignore[override]
        """Focus the previous widget."""
        await self._whole()
        self.screen.focus_previous()

    async def _whole(self) -> None:
        from tutor.app.screens.screen import TutorScreen

        if isinstance(self.screen, TutorScreen):
            await self.screen.whole()

    # Leaving

    def _handle_exception(self, error: Exception) -> None:
        """Handle an internal error: end cleanly, with one sentence for the learner and the details in a file."""
        if self.is_headless:
            super()._handle_exception(error)  # tests need the exception
            return
        self.exit(return_code=3, message=_plain(crash_message(error, self.workspace)))

    def close(self) -> None:
        """Save the place and end the engines. Can be called twice."""
        if self.kept is not None:
            self.kept.save()
        if self.session is not None:
            self.session.close()
