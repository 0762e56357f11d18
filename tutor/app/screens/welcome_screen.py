"""The first screen for a learner without a workspace: what will be created, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from tutor.app.keys import ALL_KEYS, Key, ShownKey, bindings, page
from tutor.app.screens.screen import BREAKPOINTS
from tutor.app.widgets.footer import Foot
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import Course
from tutor.disk import FileError
from tutor.views.text import counted
from tutor.workspace import Workspace, create


class WelcomeScreen(Screen[None]):
    """Enter creates the folder and continues. Nothing is created before."""

    KEYS = (
        Key("enter", "make", foot="create and start", help="create the workspace and start"),
        Key("q,escape", "app.quit", foot="quit", row="q esc", help="quit; nothing is created"),
        Key("", row="↑ ↓", help="scroll, if the text is longer than the window"),
        replace(ALL_KEYS, help="these keys"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self, course: Course, folder: Path, begin: Callable[[Workspace], None]) -> None:
        super().__init__()
        self.course, self.folder, self.begin = course, folder, begin

    def compose(self) -> ComposeResult:
        """A short introduction."""
        with VerticalScroll(classes="dialog welcome") as frame:
            frame.border_title = Content(self.course.title)
            yield SelectableStatic(self._text(), id="welcome-text")
        yield Foot(id="foot")

    def on_mount(self) -> None:
        """Focus the button, which is the only control."""
        self.query_one(Foot).show_keys(
            [ShownKey(key.shown, key.foot, key.action, self) for key in self.KEYS if key.foot]
        )

    def _text(self) -> Text:
        sections = sum(len(lesson.sections) for lesson in self.course.lessons)
        try:
            shown = f"./{self.folder.relative_to(Path.cwd())}/"
        except ValueError:
            shown = f"{self.folder}/"
        return Text.assemble(
            (f"{self.course.about}\n\n" if self.course.about else "", "bold"),
            "Enter creates a workspace for your exercise files and your progress,\n\n",
            (f"    {shown}\n\n", "bold"),
            "and nothing else. To put it elsewhere, quit with q and run\n\n",
            "    tutor init FOLDER\n\n",
            (
                f"{counted(len(self.course.lessons), 'step')} with {counted(sections, 'section')}, "
                f"{counted(len(self.course.exercises), 'exercise')}, no network needed.",
                "dim",
            ),
        )

    def action_keys(self) -> None:
        """Show the page of keys."""
        from tutor.app.screens.dialogs import KeysDialog

        self.app.push_screen(KeysDialog(page("Welcome", self.KEYS)))

    def action_make(self) -> None:
        """Create the folder and start."""
        try:
            workspace = create(self.folder, self.course)
        except FileError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.begin(workspace)
