"""The tutor's own editor: an exercise on the left, its verdict on the right. The only editor in a browser.

What is written is kept from key to key, and comes back after a reload; the file changes only when it is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from tutor.app.exercise_view import exercise_view
from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.dialogs import AskDialog
from tutor.app.screens.playground_screen import has_python
from tutor.app.screens.screen import TutorScreen
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.code_area import CodeArea
from tutor.app.widgets.section_view import SectionView
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.roots import judge_sentence
from tutor.disk import FileError, read_text, reason, write_atomic

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tutor.app.checks import ExerciseChecks
    from tutor.course.model import Exercise

LOOK = 1.0  # seconds between looks at the file, which another program may change


class ExerciseEditor(TutorScreen):
    """One exercise. Saving it checks it, as in any editor."""

    HEADING = "The tutor's editor"
    KEYS = (
        Key("escape", "leave", foot="save and close", help="save, and back to Practice", priority=True),
        Key("ctrl+s,f2", "save", foot="save", row="ctrl+s  f2", help="save and check", priority=True),
        Key("ctrl+f,f3", "find", foot="find", row="ctrl+f  f3", help="find; again: the next", priority=True),
        Key("ctrl+o", "output", foot="verdict", help="page through the verdict", priority=True),
        Key("f4", "task", foot="task", help="the task, or the verdict again", priority=True),
        Key(
            "ctrl+r", "reload", foot="reload", help="take the text of the file; ctrl+z: yours", priority=True
        ),
        Key("", row="ctrl+z", help="undo      ctrl+y  redo"),
        Key("", row="tab", help="indent      shift+tab  less"),
        Key("", row="ctrl+⌫", help="delete a word; also alt+⌫"),
    )

    def __init__(
        self,
        screen: TutorScreen,
        exercise: Exercise,
        checks: ExerciseChecks,
        text: str,
        line: int | None = None,
    ) -> None:
        super().__init__(screen.services)
        self.exercise, self.checks, self.line = exercise, checks, line
        self.path = self.session.workspace.file(exercise)
        self.known: str | None = text  # the file's text as last read or saved here; None if it is missing
        self.opened = text
        self._from: tuple[int, int] = (0, 0)  # where the search began

    def content(self) -> ComposeResult:
        """The text, the verdict, and the line to find something."""
        with Horizontal(id="places"):
            yield CodeArea(
                self.opened,
                language="python" if has_python() else None,
                id="editor",
                show_line_numbers=True,
                tab_behavior="indent",
            )
            with SectionView(id="result"):
                yield SelectableStatic("", id="run")
        yield Input(id="find", placeholder="find: enter next, ↑ previous, esc back to the text", compact=True)

    def title_text(self) -> str:
        """The exercise."""
        return f"Practice · {self.exercise.short} {self.exercise.title}"

    def spot_words(self) -> str:
        """The exercise."""
        return f"{self.exercise.short} {self.exercise.title}"

    def about(self) -> str:
        """The reference of the exercise."""
        return f"exercise:{self.exercise.short}"

    def all_keys(self) -> tuple[Key, ...]:
        """The keys; in a browser without those that it takes for itself."""
        if not self.app.is_web:
            return self.KEYS
        changes = {"save": "f2,ctrl+s", "find": "f3,ctrl+f"}
        rows = {"save": "f2  ctrl+s", "find": "f3  ctrl+f"}
        return tuple(
            replace(key, keys=changes.get(key.action, key.keys), row=rows.get(key.action, key.row))
            for key in self.KEYS
        )

    @property
    def editor(self) -> CodeArea:
        return self.query_one(CodeArea)

    @property
    def is_saved(self) -> bool:
        """Whether the file has the text of the editor."""
        return self.editor.text == self.known

    def on_mount(self) -> None:
        """Show the text at the line to edit, with what was written but not saved."""
        self.kept.remember(editing=self.exercise.id)
        editor = self.editor
        if (draft := self._drafts().get(self.exercise.id)) is not None and draft["text"] != editor.text:
            editor.replace(draft["text"], (0, 0), editor.document.end)
            if draft["base"] != self.known:
                self.known = draft["base"]  # saving must ask: another program has changed the file
            self.line = draft.get("line", self.line)
            self.notify("This is the text that you had not saved. ctrl+s saves it, ctrl+z undoes it.")
        if self.line is not None:
            row = min(self.line, editor.document.line_count) - 1
            line = editor.document[row]
            editor.move_cursor((row, len(line) - len(line.lstrip())), center=True)
        editor.focus()
        self._draw_titles()
        self.draw()
        self.set_interval(LOOK, self._look)

    # Text

    def _drafts(self) -> Mapping[str, Mapping[str, Any]]:
        found = self.kept.values.get("drafts")
        return found if isinstance(found, dict) else {}

    def _keep_draft(self) -> None:
        drafts = {name: one for name, one in self._drafts().items() if name != self.exercise.id}
        if not self.is_saved:
            line = self.editor.cursor_location[0] + 1
            drafts[self.exercise.id] = {"text": self.editor.text, "base": self.known or "", "line": line}
        self.kept.remember(drafts=drafts)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._keep_draft()
        self._draw_titles()

    def _read(self) -> str | None:
        """The text of the file; None if it is missing."""
        try:
            return read_text(self.path)
        except FileNotFoundError:
            return None

    def _look(self) -> None:
        """Take over what another program has written, if nothing is lost."""
        try:
            text = self._read()
        except (OSError, UnicodeDecodeError):
            return  # saving reports it
        if text is not None and text != self.known and self.is_saved:
            self._take(text)

    def _take(self, text: str) -> None:
        editor = self.editor
        at = editor.cursor_location
        self.known = text
        editor.replace(text, (0, 0), editor.document.end)
        editor.move_cursor((min(at[0], editor.document.line_count - 1), at[1]))
        self._keep_draft()
        self._draw_titles()

    def action_reload(self) -> None:
        """Take the text of the file. Undo brings back the learner's text."""
        try:
            text = self._read()
        except (OSError, UnicodeDecodeError) as error:
            self._fail(error)
            return
        if text is None:
            self.notify(f"{self.path} does not exist. Save creates it.", severity="warning", markup=False)
            return
        self._take(text)

    def action_save(self) -> None:
        """Save and check."""
        self._save()

    def action_leave(self) -> None:
        """Close what was opened last: the search, or the editor after saving."""
        if self.has_class("-finding"):
            self.remove_class("-finding")
            self.set_focus(self.editor)  # at once, unlike focus(): the next key is for the text
        elif self.is_saved:
            self._close()
        else:
            self._save(close=True)

    def _save(self, *, close: bool = False) -> None:
        """Write the file, unless another program has changed it: then ask first."""
        workspace, text = self.session.workspace, self.editor.text
        try:
            workspace.require_in_place()
            now = self._read()
            if now == text:
                self._saved(text, close=close)
                self.checks.check(self.exercise)
            elif now == self.known:
                workspace.make_folder(self.path.parent)
                write_atomic(self.path, text.encode())
                self._saved(text, close=close)
            else:
                self._ask(text, close=close)
        except (OSError, UnicodeError, FileError) as error:
            self._fail(error)

    def _ask(self, text: str, *, close: bool) -> None:
        def answered(yes: bool | None) -> None:
            if not yes:
                return
            try:
                backup = self.session.workspace.overwrite(self.exercise, text.encode())
            except FileError as error:
                self._fail(error)
                return
            self._saved(text, close=close)
            if backup is not None:
                self.app.notify(f"Saved. The other version is in .tutor/backups/{backup.name}", markup=False)

        question = (
            f"Another program has changed {self.exercise.filename} since you opened it. Save your text over it? "
            "The other version is kept in .tutor/backups. (ctrl+r in the editor shows it.)"
        )
        self.app.push_screen(AskDialog(question), answered)

    def _saved(self, text: str, *, close: bool) -> None:
        """The watcher checks the file now, as after a save in any editor."""
        self.known = text
        self._keep_draft()
        self._draw_titles()
        if close:
            self._close()

    def _close(self) -> None:
        self.kept.remember(editing="")
        if self.is_active:
            self.dismiss()

    def _fail(self, error: Exception) -> None:
        said = reason(error) if isinstance(error, OSError) else str(error)
        self.notify(
            f"Not saved: {said}" if isinstance(error, FileError) else f"{self.path.name}: {said}",
            severity="error",
            markup=False,
        )

    # Find

    def action_find(self) -> None:
        """Open the search, or go on to the next place."""
        if self.has_class("-finding") and self.focused is self.query_one("#find"):
            self._find_next()
            return
        self._from = min(self.editor.selection)
        self.add_class("-finding")
        field = self.query_one("#find", Input)
        if selected := self.editor.selected_text.partition("\n")[0]:
            field.value = selected
        self.set_focus(field)

    @on(Input.Changed, "#find")
    def _search_typed(self, event: Input.Changed) -> None:
        if self.has_class("-finding") and event.value:
            self._tell(self.editor.find(event.value, self._from))

    @on(Input.Submitted, "#find")
    def _find_next(self) -> None:
        self._tell(self.editor.find(self.query_one("#find", Input).value, max(self.editor.selection)))
        self._from = min(self.editor.selection)

    def on_key(self, event: events.Key) -> None:
        """In the search, ↑ finds the previous place and ↓ the next."""
        if self.focused is self.query_one("#find") and event.key in ("up", "down"):
            event.stop()
            if event.key == "down":
                self._find_next()
            else:
                words = self.query_one("#find", Input).value
                self._tell(self.editor.find(words, min(self.editor.selection), back=True))

    def _tell(self, found: bool) -> None:
        set_titles(self.editor, below=Content("" if found else "not found"))

    # Drawing

    def show_change(self, exercise_id: str, *, graded: bool = False) -> None:
        """Draw the new state of an exercise."""
        if exercise_id == self.exercise.id and self.composed and self.query("#run"):  # not being closed
            self.draw()
            if graded:
                self.query_one(SectionView).scroll_home(animate=False)

    def draw(self) -> None:
        """Draw the verdict, or the task."""
        state = self.checks.states[self.exercise.id]
        result = self.query_one(SectionView)
        result.border_title = "task" if state.shows_task else "verdict"
        self.query_one("#run", Static).update(Fitted(self._view))

    def _view(self, width: int) -> RenderableType:
        session = self.session
        return exercise_view(
            self.exercise,
            self.checks.states[self.exercise.id],
            session.standing.exercises[self.exercise.id],
            width,
            now=session.now(),
            section_title=session.section_title,
            course=judge_sentence(session.course.root),
            keys=False,
        )

    def _draw_titles(self) -> None:
        self.editor.border_title = self.exercise.filename + ("" if self.is_saved else " · not saved")

    def on_resize(self, event: events.Resize) -> None:
        """Redraw the verdict for the new width."""
        super().on_resize(event)
        self.call_after_refresh(self.draw)

    def action_output(self) -> None:
        """Scroll the verdict by a page, because the scrolling keys belong to the editor."""
        result = self.query_one(SectionView)
        if result.is_vertical_scroll_end:
            result.scroll_home(animate=False)
        else:
            result.scroll_page_down(animate=False)

    def action_task(self) -> None:
        """Switch between the task and the verdict."""
        state = self.checks.states[self.exercise.id]
        state.task = not state.task
        self.draw()
        self.query_one(SectionView).scroll_home(animate=False)


def open_exercise(
    screen: TutorScreen, exercise: Exercise, checks: ExerciseChecks, line: int | None = None
) -> ExerciseEditor | None:
    """Open an exercise over ``screen``. A file that cannot be read is reported instead."""
    try:
        text = read_text(screen.session.workspace.file(exercise))
    except (OSError, UnicodeDecodeError) as error:
        said = reason(error) if isinstance(error, OSError) else str(error)
        screen.notify(f"{exercise.filename} cannot be read ({said}).", severity="error", markup=False)
        return None
    editor = ExerciseEditor(screen, exercise, checks, text, line)
    screen.app.push_screen(editor)
    return editor
