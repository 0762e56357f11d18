"""Finding the way in the app: its places, a link's target, the search and the palette of everything there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from tutor.app.keys import Key, bindings

if TYPE_CHECKING:
    from textual.command import Provider

    from tutor.app.kept_state import KeptState
    from tutor.course.model import Course
    from tutor.course.search import Hit
    from tutor.session import Session


def _learn() -> Screen[None]:
    from tutor.app.screens.learn_screen import LearnScreen

    return LearnScreen()


def _practice() -> Screen[None]:
    from tutor.app.screens.practice_screen import PracticeScreen

    return PracticeScreen()


def _lab() -> Screen[None]:
    from tutor.transformers.lab.lab_screen import LabScreen

    return LabScreen()


def _progress() -> Screen[None]:
    from tutor.app.screens.progress_screen import ProgressScreen

    return ProgressScreen()


# Each place is imported when it is first opened: the first screen should not wait for the others.
PLACES = {"learn": _learn, "practice": _practice, "lab": _lab, "progress": _progress}


PLACE_KEYS = (
    Key("1", "app.place('learn')", foot="Learn"),
    Key("2", "app.place('practice')", foot="Practice"),
    Key("3", "app.place('lab')", foot="Lab"),
    Key("4", "app.place('progress')", foot="Progress"),
)


def _palette() -> type[Provider]:
    from tutor.app.palette import CoursePalette

    return CoursePalette


class WayApp(App[None]):
    """An app with the four places. A subclass loads the course and opens the learner's folder."""

    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = dict(PLACES)
    COMMANDS: ClassVar = App.COMMANDS | {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(PLACE_KEYS),
        Binding(
            "slash", "search", "Search", key_display="/", priority=True
        ),  # the next key is for it already
    ]

    def __init__(self, course: Course | None) -> None:
        super().__init__()
        self._course = course
        self.session: Session | None = None
        self.kept: KeptState | None = None

    @property
    def course(self) -> Course:
        """What is taught."""
        assert self._course is not None
        return self._course

    @property
    def places(self) -> tuple[Key, ...]:
        """The places that this course has."""
        return tuple(key for key in PLACE_KEYS if "lab" not in key.action or self.course.lab)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key to a Lab that the course has not; and nothing leads away below a window: a double click asks twice."""
        if action == "place" and self._course is not None and "lab" in parameters and not self.course.lab:
            return False
        if action == "search" and self.focused is not None and self.focused.check_consume_key("slash", "/"):
            return False  # where one writes, it is a character
        return not (action in ("place", "search") and isinstance(self.screen, ModalScreen))

    async def action_place(self, name: str) -> None:
        """Another place, or back to this one from what it opened. Keys that come meanwhile wait until it is there."""
        if self.session is not None:
            await (self._at(name) if name == self.current_mode else self.switch_mode(name))

    async def go(self, target: str | None, words: str = "") -> None:
        """To ``lesson-id#section-id``, ``exercise:name``, ``lab:experiment``, ``drill:name`` or ``dims:name``.

        In a section, to where ``words`` stand.
        """
        if target is None or self.session is None:
            return
        kind, _, name = target.partition(":")
        if kind == "exercise":
            from tutor.app.screens.practice_screen import PracticeScreen

            exercise = next((e for e in self.course.exercises if name in (e.id, e.short)), None)
            if exercise is not None and isinstance(screen := await self._at("practice"), PracticeScreen):
                screen.open(exercise)
        elif kind == "drill":
            from tutor.transformers.drills.drill_screen import DrillScreen

            await self._at(self.current_mode)  # where one came from is where esc leads back
            await self.push_screen(DrillScreen(name or None))
        elif kind == "dims":
            from tutor.transformers.architectures.dims_screen import DimensionsScreen

            await self._at(self.current_mode)
            await self.push_screen(DimensionsScreen(name or None))
        elif kind == "lab":
            from tutor.transformers.lab.lab_screen import LabScreen

            if isinstance(screen := await self._at("lab"), LabScreen):
                screen.open(name)
        else:
            from tutor.app.screens.learn_screen import LearnScreen

            lesson_id, _, section_id = target.partition("#")
            if isinstance(screen := await self._at("learn"), LearnScreen):
                await screen.go_to(lesson_id, section_id or None, words)

    async def _found(self, hit: Hit | None) -> None:
        if hit is not None:
            await self.go(hit.target, hit.line)

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

    def action_command_palette(self) -> None:
        """Every action, section, exercise and experiment."""
        from tutor.app.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())  # no id: the last one may still be closing

    def search_themes(self) -> None:
        """The palette's list of themes."""
        from textual.theme import ThemeProvider

        from tutor.app.palette import Palette

        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes…"))

    async def action_search(self) -> None:
        """Words, anywhere in the course. Keys that come meanwhile wait until it is there."""
        from tutor.app.screens.search_dialog import SearchDialog

        if self.session is not None:
            await self.push_screen(SearchDialog(self.session), self._found)
