"""The opening screen: fill a gap, read a row of weights, switch off a head, change a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tutor.app.keys import Key
from tutor.app.rich_theme import Fitted
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.section_view import SectionView
from tutor.transformers.models.agreement import PLURAL, SINGULAR
from tutor.transformers.opening.opening_state import GUESS, LOOK, OFF, PAGES, TURN, OpeningState
from tutor.transformers.opening.opening_view import opening_view

if TYPE_CHECKING:
    from tutor.app.services import Services

FIRST_EXERCISE = "ex1"


class OpeningScreen(TutorScreen):
    """Covers Learn at the first start. Leaving it in any way other than quitting the app counts as having seen it."""

    CSS_PATH = "opening_screen.tcss"
    HEADING = "The first three minutes"
    KEYS = (
        Key("a", f"answer('{SINGULAR}')", foot=SINGULAR, row="a b", help="fill the gap"),
        Key("b", f"answer('{PLURAL}')", foot=PLURAL),
        Key("x", "switch", foot="head off/on", help="switch the head off or on"),
        Key(
            "left",
            "arrow(-1, 0)",
            foot="choose",
            sign="◂▸",
            row="◂ ▸ ↑ ↓",
            help="choose a word; on the last screen, turn the query",
            priority=True,
        ),
        Key("right", "arrow(1, 0)", label="right", priority=True),
        Key("up", "arrow(0, 1)", foot="turn", sign="◂▸↑↓", priority=True),
        Key("down", "arrow(0, -1)", label="down", priority=True),
        Key("enter,space", "on", foot="go on", sign="enter", help="go on", priority=True),
        Key("e", "exercise", foot="exercise 1", help="straight to exercise 1"),
        Key("escape", "leave", foot="skip", help="skip all four; ctrl+p shows them again"),
        Key("s", "other", foot="sentence", help="one coin and several boxes, or the other way round"),
        Key("p", "previous", foot="previous", help="the previous screen"),
    )

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.state = OpeningState()

    def content(self) -> ComposeResult:
        """The current page."""
        with Vertical(id="places"), SectionView(id="opening"):
            yield Static("", id="opening-text")

    def title_text(self) -> str:
        return self.HEADING

    def on_mount(self) -> None:
        """Show the first page."""
        self._show(self.state)
        self.query_one(SectionView).focus()

    def _show(self, state: OpeningState) -> None:
        turned_page = state.page != self.state.page
        self.state = state
        self.query_one("#opening-text", Static).update(Fitted(lambda width: opening_view(state, width)))
        if turned_page:
            self.query_one(SectionView).scroll_home(animate=False)
        if self.composed:
            self.draw_foot()

    def idle(self) -> frozenset[str]:
        """Keys of other pages, and of tasks that are done."""
        done = self.state.here_done
        of_pages: dict[int, set[str]] = {
            GUESS: set() if done else {f"answer('{SINGULAR}')", f"answer('{PLURAL}')"},
            LOOK: {"other", "previous"} if done else {"arrow(-1, 0)", "previous"},
            OFF: {"switch", "other", "previous"},
            TURN: {"arrow(0, 1)", "exercise", "previous"},
        }
        everything = {"arrow(-1, 0)", f"answer('{SINGULAR}')", f"answer('{PLURAL}')"}.union(
            *of_pages.values()
        )
        return frozenset(everything - of_pages[self.state.page])

    # Keys

    def action_answer(self, word: str) -> None:
        """Show the learner's answer and the model's."""
        if self.state.page == GUESS:
            self._show(self.state.answered(word))

    def action_switch(self) -> None:
        """Switch the head off, or on again."""
        if self.state.page == OFF:
            self._show(self.state.switched())

    def action_other(self) -> None:
        """Switch to the other sentence."""
        if self.state.page == OFF or (self.state.page == LOOK and self.state.here_done):
            self._show(self.state.other_sentence())

    def action_arrow(self, right: int, up: int) -> None:
        """Select a word, or change the query."""
        if self.state.page == TURN:
            self._show(self.state.turned(right, up))
        elif self.state.page == LOOK and not self.state.here_done and right:
            self._show(self.state.moved(right))
        elif up:
            self.query_one(SectionView).scroll_relative(y=-up, animate=False)

    def action_on(self) -> None:
        """Do the page's task if it is not done; otherwise go to the next page or, from the last one, to the course."""
        state = self.state
        if state.page < TURN and not state.here_done:
            task = {GUESS: state.answered, LOOK: state.looked, OFF: state.switched}[state.page]
            self._show(task())
        elif state.page + 1 < PAGES:
            self._show(state.on_page(1))
        else:
            self.action_leave()

    def action_previous(self) -> None:
        """Go to the previous page."""
        self._show(self.state.on_page(-1))

    def action_leave(self) -> None:
        """Return to the screen below: for a newcomer, the first section."""
        self.kept.remember(opening="seen")
        self.app.pop_screen()

    def action_exercise(self) -> None:
        """Open exercise 1."""
        if self.state.page == TURN:
            self.action_leave()
            self.app.call_later(self.nav.go, f"exercise:{FIRST_EXERCISE}")
