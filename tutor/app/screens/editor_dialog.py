"""Asks for the learner's editor: when ``e`` is first pressed and none is set, or on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.app.editor import MYSELF, OWN, WINDOWED, chosen_editor, find_editor, installed, open_file
from tutor.app.exercise_view import line_to_edit
from tutor.app.keys import Key
from tutor.app.screens.dialogs import Dialog
from tutor.app.widgets.options import Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.disk import FileError
from tutor.workspace import update

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.app.screens.screen import TutorScreen
    from tutor.course.model import Exercise
    from tutor.grading.verdict import Verdict


OwnEditor = Callable[["int | None"], None]  # opens the exercise in the tutor's own editor, at a line


class EditorDialog(Dialog[str]):
    """Returns a program, ``OWN`` or ``MYSELF``; None if nothing was chosen."""

    HEADING = "Which editor"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", row="↑ ↓", help="choose"),
        Key("", sign="enter", foot="choose", row="enter", help="use the chosen editor"),
        Key("escape", "leave", foot="close", help="close it"),
    )

    def __init__(self, found: dict[str, str]) -> None:
        super().__init__()
        self.found = found

    def content(self) -> ComposeResult:
        """The installed editors, the tutor's own, and the option to use none."""
        with Vertical(classes="dialog editors") as frame:
            frame.border_title = "Which editor do you use?"
            yield SelectableStatic(Text("Your choice is remembered; E asks again. Every save is checked.\n"))
            yield Options(
                *(Option(_line(program, title), id=program) for program, title in self.found.items()),
                Option(_line("", "The tutor's own", "here, beside the verdict"), id=OWN),
                Option(_line("", "I'll open it myself", "shows where the file is"), id=MYSELF),
            )

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one(Options).focus()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.close_with(event.option.id)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.leave()


def _line(program: str, title: str, how: str = "") -> Text:
    how = how or ("in its own window" if program in WINDOWED else "here in the terminal")
    return Text.assemble(f"{title:<16}  ", (f"{program:<6}  {how}", "dim"))


def edit(screen: TutorScreen, path: Path, line: int | None, own: OwnEditor, *, ask: bool = False) -> None:
    """Open a file in the learner's editor. Asks for the editor if none is set, or with ``ask``.

    In a browser, ``own`` opens it inside the app, because no other editor could be seen there.
    """
    chosen = chosen_editor(screen.kept.values.get("editor"), in_browser=screen.app.is_web)
    if ask and screen.app.is_web:
        screen.notify("In a browser, exercises open in the tutor's own editor.")
        return
    if chosen == OWN and not ask:
        own(line)
        return
    editor = None if ask else find_editor(chosen)
    if editor is None and (ask or chosen != MYSELF):

        def answered(choice: str | None) -> None:
            if choice is not None:
                screen.kept.remember(editor=choice)
                edit(screen, path, line, own)

        screen.app.push_screen(EditorDialog(installed()), answered)
    elif editor is None or isinstance(editor, str):
        said = editor or "Open this file in your editor; saving it there checks it."
        severity = "warning" if editor else "information"
        screen.notify(f"{said}\n{path}", severity=severity, markup=False, timeout=12)  # type: ignore[arg-type]
    else:
        open_file(screen.app, editor, path, line)


def edit_exercise(
    screen: TutorScreen,
    exercise: Exercise,
    verdict: Verdict | None,
    own: OwnEditor,
    *,
    ask: bool = False,
) -> None:
    """Open an exercise's file at the line in the verdict. Creates a missing file first."""
    workspace = screen.session.workspace
    if moved := workspace.moved():
        screen.notify(moved, severity="error", markup=False)  # an editor would create an empty file
        return
    try:
        update(workspace, screen.session.course)
    except FileError as error:
        screen.notify(str(error), severity="error", markup=False)
    path = workspace.file(exercise)
    edit(screen, path, line_to_edit(path, verdict), own, ask=ask)
