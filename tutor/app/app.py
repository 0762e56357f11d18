"""The app itself: which place is open, what every place has in common, and how it ends."""

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
from tutor.app.keys import LEAVE, SEARCH, bindings
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
    """Said after the end, and never read as markup."""
    from rich.text import Text

    return Text(sentence)


def _palette() -> type[Provider]:
    from tutor.app.palette import Everything

    return Everything


class TutorApp(App[None]):
    """Transformer Tutor.

    Without a course, it is loaded after the first paint: the learner sees at once that something happens.
    """

    TITLE = "Transformer Tutor"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([SEARCH, LEAVE]),
        Binding("ctrl+c,super+c", "copy_nothing", "Copy", show=False),  # where nothing is selected
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
        """What is taught."""
        assert self._course is not None
        return self._course

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The roles of colours that Textual has no name of."""
        return style_variables(self.current_theme)

    @property
    def ansi_theme(self) -> TerminalTheme:
        """What the sixteen colours are that views name. Textual asks for every line that it paints."""
        named = self.theme, self.console.color_system
        if named not in self._view_colours:
            self._view_colours[named] = view_colours(self.current_theme, named[1])
        return self._view_colours[named]

    def compose(self) -> ComposeResult:
        """What is seen while the course is loaded."""
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
        """What there is to read until the course is there."""
        from tutor.app.first_text import LOW, FirstText, beginning

        found = beginning(course, state) if self.size.height >= LOW else None
        if found is None:
            return None
        use_theme(self, state)
        self._dress()
        return FirstText(found, self.size)

    def _dress(self) -> None:
        """Rich, which draws inside the app, has the colours of its theme."""
        from tutor.app.rich_theme import THEME, use_colours

        if not self._dressed:
            self._dressed = True
            self.console.push_theme(THEME)
            use_colours(self)
            self.theme_changed_signal.subscribe(self, lambda _: use_colours(self))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, then the signs of the terminal."""
        filters = super().get_line_filters()
        return filters if self.signs is None else [*filters, self.signs]

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
        from tutor.course.kinds import plugin_of
        from tutor.course.load import load_course
        from tutor.course.model import MalformedCourseError
        from tutor.course.roots import NotACourseError
        from tutor.workspace import look, update

        news: tuple[str, ...] = ()
        try:
            here = look(Path.cwd(), self.override)
            self._course = load_course(here.course)
            plugin_of(self._course)  # a plug-in that is missing is said before anything opens
            self.workspace = here.workspace
            if self.workspace is not None:
                try:
                    news = update(self.workspace, self._course).sentences
                except FileError as error:
                    news = (str(error),)  # what is there can be read and graded all the same
        except (MalformedCourseError, NotACourseError, FileError) as error:
            self.call_from_thread(self.exit, None, 2, _plain(f"{error}"))
            return
        self.call_from_thread(self._open, news)

    def _open(self, news: tuple[str, ...] = ()) -> None:
        """Welcome, or where the learner left."""
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
        """Open a learner's folder."""
        from tutor.app.kept_state import KeptState
        from tutor.app.nav import Navigation
        from tutor.app.themes import use_themes
        from tutor.session import Session

        self.workspace = workspace
        make = self.make_session or (lambda *given: Session(*given[:2], warn=given[2]))
        self.session = make(self.course, workspace, self._warn)
        self.kept = KeptState(workspace)
        self.nav = Navigation(self, self.session, self.kept)
        use_themes(self, self.kept)
        newcomer = "place" not in self.kept.values
        self.nav.begin(self.kept.values.get("place"))
        self.call_later(self.nav.open_opening, newcomer)
        self.call_later(self._early.press, self)
        Background(self, self.session, self.kept).begin()

    def on_unmount(self) -> None:
        """Leaving: what still runs is ended now, for the program waits for its threads before it goes."""
        self.close()

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", timeout=10, markup=False)

    async def action_quit(self) -> None:
        """Leave, with a note that is being written kept."""
        if self.nav is not None:
            self.nav.close_dialogs()
        if self.workspace is not None and (moved := self.workspace.moved()):
            self.exit(message=_plain(moved))  # the notice was easily overlooked
        else:
            await super().action_quit()

    # Copying

    def copy_to_clipboard(self, text: str) -> None:
        """What is selected."""
        from tutor.views.text import counted

        self.copy(text, f"Copied {counted(text.strip().count(chr(10)) + 1, 'line')}")

    def copy(self, text: str, said: str) -> None:
        """To the clipboard of the terminal, and say so; an empty text would only empty it."""
        if text.strip():
            super().copy_to_clipboard(text)
            self.notify(said, markup=False)
        else:
            self.action_copy_nothing()

    def action_copy_nothing(self) -> None:
        """Say how to copy; who wants to leave, too, finds the key."""
        self.notify(NOTHING_SELECTED, markup=False)

    # Keys

    async def on_event(self, event: Event) -> None:
        """As Textual has it; but no key is lost on the picture that is seen before the place is there."""
        if isinstance(event, Key):
            self.spare.key_came()
            if self._early.takes(event):
                return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing leads away below a window: a double click asks twice."""
        if action == "search" and self.focused is not None and self.focused.check_consume_key("slash", "/"):
            return False  # where one writes, it is a character
        return not (action in ("place", "search", "overview") and isinstance(self.screen, ModalScreen))

    async def action_place(self, name: str) -> None:
        """Another place, or back to this one from what it opened. Keys that come meanwhile wait until it is there."""
        if self.nav is not None:
            await self.nav.switch(name)

    async def action_overview(self) -> None:
        """The picture of the whole subject. Keys that come meanwhile wait until it is there."""
        if self.nav is not None:
            await self.nav.open_overview()

    async def action_search(self) -> None:
        """Words, anywhere in the course. Keys that come meanwhile wait until it is there."""
        if self.nav is not None:
            await self.nav.search()

    async def action_command_palette(self) -> None:  # type: ignore[override]
        """Every action, section and exercise."""
        if self.nav is not None:
            await self.nav.leads_to("actions")
        from tutor.app.palette import Palette

        if self._screen_stack and not isinstance(self.screen, Palette):  # none: the app was left meanwhile
            asks = "Search for an action, section or exercise"
            self.push_screen(Palette(placeholder=asks))  # no id: the last one may still be closing

    def search_themes(self) -> None:
        """The palette's list of themes."""
        from textual.theme import ThemeProvider

        from tutor.app.palette import Palette

        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    async def action_focus_next(self) -> None:  # type: ignore[override]
        """The next thing that takes keys, also of a text that is still being laid out."""
        await self._whole()
        self.screen.focus_next()

    async def action_focus_previous(self) -> None:  # type: ignore[override]
        """The one before."""
        await self._whole()
        self.screen.focus_previous()

    async def _whole(self) -> None:
        from tutor.app.screens.screen import TutorScreen

        if isinstance(self.screen, TutorScreen):
            await self.screen.whole()

    # Leaving

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the tutor's own: leave in order, with one sentence and the details in a file."""
        if self.is_headless:
            super()._handle_exception(error)  # tests want to see it
            return
        self.exit(return_code=3, message=_plain(crash_message(error, self.workspace)))

    def close(self) -> None:
        """Keep the place, end the engines. Safe to call twice."""
        if self.kept is not None:
            self.kept.save()
        if self.session is not None:
            self.session.close()
