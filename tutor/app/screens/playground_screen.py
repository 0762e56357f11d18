"""The playground: a block in an editor that runs while the learner types, with its shapes beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Paste
from textual.timer import Timer
from textual.widgets import Static, TextArea
from textual.widgets.text_area import TextAreaTheme

from tutor.app.keys import Key
from tutor.app.palette_of_roles import code_styles, roles_of
from tutor.app.rich_theme import Fitted
from tutor.app.screens.screen import TutorScreen
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.section_view import SectionView
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.markdown import chain
from tutor.course.model import Lesson, LiveCode
from tutor.disk import write_atomic
from tutor.progress.events import BlockRun
from tutor.shapes.overrides import typed_sizes
from tutor.shapes.source_limits import too_long
from tutor.shapes.trace import Trace
from tutor.views.listing import failure_view, trace_view

if TYPE_CHECKING:
    from textual.theme import Theme

    from tutor.app.services import Services

PAUSE = 0.25  # seconds without a key until the code runs


class Draft(TextArea):
    """The editor. Refuses a paste that is too long to trace, because every later key press would wait for the trace."""

    def on_mount(self) -> None:
        """Use the colours of the app's theme, now and whenever it changes."""
        self._use_colours(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._use_colours)

    def _use_colours(self, theme: Theme) -> None:
        self.register_theme(
            TextAreaTheme(f"code of {theme.name}", syntax_styles=code_styles(roles_of(theme)))
        )
        self.theme = f"code of {theme.name}"

    def on_paste(self, event: Paste) -> None:
        """Called before the text is inserted."""
        if why := too_long(self.text + event.text):
            event.prevent_default()
            self.notify(
                f"The text was not pasted: the code would have {why}.", severity="warning", markup=False
            )


class PlaygroundScreen(TutorScreen):
    """The code on the left, its results on the right."""

    HEADING = "Playground"
    KEYS = (
        Key(
            "",
            row="type",
            help="the code runs a moment after the last key; T = 9 at the start of a line sets the size T",
        ),
        Key("escape", "leave", foot="leave", help="back to the lesson", priority=True),
        Key(
            "ctrl+o",
            "output",
            foot="output",
            help="page through shapes and output, then back to the top",
            priority=True,
        ),
        Key("ctrl+r", "restore", foot="restore", help="restore the lesson's code", priority=True),
        Key(
            "ctrl+s",
            "keep",
            foot="save",
            help="save it as a file in playground/ of your workspace",
            priority=True,
        ),
    )

    def __init__(
        self, services: Services, lesson: Lesson, block: LiveCode, sizes: Mapping[str, int | float]
    ) -> None:
        super().__init__(services)
        self.lesson, self.block, self.sizes = lesson, block, dict(sizes)
        self.sizes_now = self.sizes  # including sizes set in the code
        self.timer: Timer | None = None
        self.edited = False

    def content(self) -> ComposeResult:
        """The editor and the results."""
        with Horizontal(id="places"):
            yield Draft(
                self.block.source,
                language="python" if has_python() else None,
                id="editor",
                show_line_numbers=True,
                tab_behavior="indent",
            )
            with SectionView(id="result"):
                yield SelectableStatic("", id="run")

    def title_text(self) -> str:
        """The current sizes."""
        sizes = "  ".join(f"{name} {value:g}" for name, value in self.sizes_now.items())
        return f"Playground · {self.block.id}   {sizes}"

    def on_mount(self) -> None:
        """Run the code unchanged."""
        self.query_one("#editor").border_title = "your copy"
        self.query_one("#result").border_title = "shapes and output"
        self.query_one(TextArea).focus()
        self._run_now()

    def idle(self) -> frozenset[str]:
        """The key to restore unchanged code."""
        return frozenset({"restore"} if self.query_one(TextArea).text == self.block.source else ())

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.draw_foot()
        if self.timer is not None:
            self.timer.stop()
        self.timer = self.set_timer(PAUSE, self._run_now)

    def _run_now(self) -> None:
        source = self.query_one(TextArea).text
        sizes = self.sizes_now = self._sizes_in(source)
        self.draw_top()

        def run() -> Trace:
            before = [one.source for one in chain(self.lesson, self.block)]
            return self.session.tracer.trace(source, sizes, before=before)

        show = partial(self._show, source, sizes)
        self.jobs.latest("playground", run, then=show, failing="The code could not be run")

    def _sizes_in(self, source: str) -> dict[str, int | float]:
        return self.sizes | typed_sizes(source, self.block.source, self.sizes)

    def _show(self, source: str, sizes: dict[str, int | float], trace: Trace) -> None:
        drawn = "" if too_long(source) else source
        self.query_one("#run", Static).update(Fitted(lambda width: trace_view(drawn, trace, width)))
        # With a long block, the reason would be off the bottom of the screen.
        reason = failure_view(trace.failure).plain.splitlines()[0] if trace.failure else ""
        set_titles(self.query_one("#result"), below=Content(reason))
        if source != self.block.source and trace.failure is None and not self.edited:
            self.edited = True
            block = f"{self.lesson.id}#{self.block.id}"
            self.session.record(BlockRun(at=self.session.now(), block=block, sizes=dict(sizes), edited=True))

    def action_output(self) -> None:
        """Scroll the results by a page, because the scrolling keys belong to the editor."""
        result = self.query_one("#result")
        if result.is_vertical_scroll_end:
            result.scroll_home(animate=False)
        else:
            result.scroll_page_down(animate=False)

    def action_restore(self) -> None:
        """Restore the lesson's code; undo restores the learner's code."""
        editor = self.query_one(TextArea)
        editor.replace(self.block.source, (0, 0), editor.document.end)

    def action_keep(self) -> None:
        """Save the code as a standalone file with its sizes and the preceding blocks."""
        workspace = self.session.workspace
        folder = workspace.playground_dir
        stem = re.sub(r"[^\w-]", "-", f"{self.lesson.step}-{self.block.id}")
        number = 1
        while (path := folder / f"{stem}-{number}.py").exists():
            number += 1
        source = self.query_one(TextArea).text
        sizes = "\n".join(f"{name} = {value!r}" for name, value in self._sizes_in(source).items())
        before = "\n\n".join(one.source.rstrip() for one in chain(self.lesson, self.block))
        text = "\n\n".join(part for part in (sizes, before, source.rstrip()) if part) + "\n"
        try:
            workspace.make_folder(folder)
            write_atomic(path, text.encode())
        except Exception as error:
            self.notify(f"It could not be saved: {error}", severity="error", markup=False)
            return
        self.notify(f"Saved as playground/{path.name}. Run it with python.", markup=False)

    def action_leave(self) -> None:
        """Return to the lesson."""
        self.app.pop_screen()


def has_python() -> bool:
    """Whether the editor can highlight Python (an optional part of Textual)."""
    try:
        return find_spec("tree_sitter_python") is not None
    except (ImportError, ValueError):
        return False
