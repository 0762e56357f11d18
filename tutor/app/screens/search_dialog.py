"""Search in the whole course and the learner's notes: ranked hits, each with its best sentence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.jobs import Jobs
from tutor.app.screens.dialogs import CHOOSING, Dialog
from tutor.app.widgets.options import LED, Options
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.course.search import Found, Hit, Index
    from tutor.session import Session

MARGINS = 8  # columns of the dialog that do not show text


class SearchDialog(Dialog["Hit"]):
    """Returns the chosen hit. Before anything is typed, it lists every place in the order of the course."""

    HEADING = "Search"
    KEYS = CHOOSING

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.index: Index | None = None
        self.jobs = Jobs(self)
        self.sought: str | None = None  # the query whose hits are shown
        self.hits: tuple[Hit, ...] = ()

    def content(self) -> ComposeResult:
        """An input above a list."""
        with Vertical(classes="dialog pick") as frame:
            frame.border_title = "Search"
            yield Input(placeholder="a question, or words to look for", compact=True)
            yield Static(id="remark")
            yield Options(classes=LED)

    def on_mount(self) -> None:
        """Accept keys at once, and build the index in a thread after the dialog is shown."""
        self.set_focus(self.query_one(Input))
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.jobs.latest("index", self._make_index, self._use, failing="The course cannot be searched")

    def _make_index(self) -> Index:
        from tutor.course.search import Index

        return Index(self.session.course, self.session.noted())

    def _use(self, index: Index) -> None:
        if self.index is None:
            self.index = index
            self._fill()

    @on(Input.Changed)
    def _fill(self) -> None:
        """Draw the typed letter first, then the hits for the latest words."""
        if self.index is not None:
            find = partial(self._find, self.index, self.query_one(Input).value)
            self.jobs.latest("search", find, self._show, failing="The course cannot be searched")

    def _find(self, index: Index, query: str) -> tuple[str, Found]:
        return query, index.search(query) if query.strip() else index.all()

    def _show(self, answer: tuple[str, Found]) -> None:
        self.sought, found = answer
        self.hits = found.hits
        remark = self.query_one("#remark", Static)
        remark.update(Text(harmless(found.remark)))
        remark.display = bool(found.remark)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._hit(hit), id=str(n)) for n, hit in enumerate(self.hits)])
        if self.hits:
            options.highlighted = 0

    def _hit(self, hit: Hit) -> Text:
        text = Text(harmless(hit.title))
        if hit.line:
            line = Text(f"\n    {harmless(hit.line)}", style="dim")
            line.truncate(min(90, self.size.width) - MARGINS, overflow="ellipsis")
            text.append_text(line)
        return text

    @on(Input.Submitted)
    def _enter(self) -> None:
        words = self.query_one(Input).value
        if words != self.sought:  # the query has changed since the search began
            self.index = self.index or self._make_index()
            self.jobs.forget("search")
            self._show(self._find(self.index, words))
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._go(options.get_option_at_index(options.highlighted))

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self._go(event.option)

    def _go(self, option: Option) -> None:
        self.close_with(self.hits[int(option.id or 0)])

    def action_cursor(self, step: int) -> None:
        """Move in the list while typing."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + step) % options.option_count

    def action_cancel(self) -> None:
        """Close without a choice."""
        self.leave()
