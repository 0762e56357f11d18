"""The first screen of somebody who has no folder yet: what will be made, and where."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer, Static

from tutor.course.types import Course
from tutor.workspace import WorkspaceError, create


class WelcomeScreen(Screen[None]):
    """Enter makes the folder and goes on; nothing is made before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "make", "Make the folder and begin"),
        Binding("q,escape", "app.quit", "Leave"),
    ]

    def __init__(self, course: Course, folder: Path) -> None:
        super().__init__()
        self.course, self.folder = course, folder

    def compose(self) -> ComposeResult:
        """A few words."""
        with Vertical(classes="dialog welcome") as frame:
            frame.border_title = "Transformer Tutor"
            yield Static(self._text(), id="welcome-text")
        yield Footer(compact=True, show_command_palette=False)

    def _text(self) -> Text:
        sections = sum(len(lesson.sections) for lesson in self.course.lessons)
        try:
            shown = f"./{self.folder.relative_to(Path.cwd())}/"
        except ValueError:
            shown = f"{self.folder}/"
        return Text.assemble(
            ("Learn how transformers work, by reading, moving sizes and writing them.\n\n", "bold"),
            f"{len(self.course.lessons)} steps with {sections} sections, {len(self.course.exercises)} exercises, ",
            "no network.\n\n",
            "The exercises are files that you edit in your own editor, so they need a folder. Enter makes\n\n",
            (f"    {shown}\n\n", "bold"),
            "and nothing else. Your progress is kept there too. To have it elsewhere, leave with q and say\n\n",
            "    tutor init FOLDER\n",
        )

    def action_make(self) -> None:
        """Make it and begin."""
        from tutor.app.app import TutorApp

        try:
            workspace = create(self.folder, self.course)
        except WorkspaceError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        assert isinstance(self.app, TutorApp)
        self.app.begin(workspace)
