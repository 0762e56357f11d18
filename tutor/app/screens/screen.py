"""What every place has: the line on top, the footer, keys for help and panels that fold away on a narrow screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.app.widgets.footer import Foot, Key

if TYPE_CHECKING:
    from tutor.app.app import TutorApp
    from tutor.app.kept_state import KeptState
    from tutor.session import Session

WIDE = 110  # columns from which on the side panels stand beside the text
ROOMY = 140
LOW = 20  # rows below which frames cost too much
BREAKPOINTS = ([(0, "-narrow"), (WIDE, "-wide"), (ROOMY, "-roomy")], [(0, "-low"), (LOW, "-high")])


class PlaceScreen(Screen[None]):
    """Subclasses compose their own content between the top line and the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "keys", "Keys", key_display="?")]
    HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS = BREAKPOINTS
    KEYS: ClassVar[str] = ""
    FOOT: ClassVar[tuple[Key, ...]] = ()  # the most important first
    composed = False

    @property
    def tutor(self) -> TutorApp:
        """The app, by its own type."""
        from tutor.app.app import TutorApp

        assert isinstance(self.app, TutorApp)
        return self.app

    @property
    def session(self) -> Session:
        """The learner's session."""
        session = self.tutor.session
        assert session is not None
        return session

    @property
    def kept(self) -> KeptState:
        """What is remembered from one start to the next."""
        kept = self.tutor.kept
        assert kept is not None
        return kept

    def compose(self) -> ComposeResult:
        """Top line, content, footer."""
        yield Static("", id="top", markup=False)
        yield from self.content()
        yield Foot(id="foot")

    def content(self) -> ComposeResult:
        """What the place is about."""
        raise NotImplementedError

    def title_text(self) -> str:
        """What stands in the middle of the top line."""
        return ""

    def lacking(self) -> frozenset[str]:
        """Keys of this place that have nothing to do in this course."""
        return frozenset()

    def draw_top(self) -> None:
        """Program, place and how many checkpoints are shown."""
        standing = self.session.standing
        left, middle = self.tutor.course.title, self.title_text()
        right = f"✓ {standing.shown}/{len(standing.checkpoints)} checkpoints"
        if standing.plan is not None and (plan := self.session.plan()) is not None:
            right += f"   {plan.in_words}"
        width = self.size.width - 2
        if len(left) + len(middle) + len(right) + 6 > width:
            left = ""
        if len(left) + len(middle) + len(right) + 4 > width:
            right = f"✓ {standing.shown}/{len(standing.checkpoints)}"
        line = f"{left}   {middle}" if left else middle
        room = max(width - len(line), len(right) + 1)
        self.query_one("#top", Static).update(
            Text(f"{line}{right:>{room}}", no_wrap=True, overflow="ellipsis")
        )

    def draw_foot(self) -> None:
        """The places, and the keys of this one."""
        keys = [key for key in self.FOOT if key[0] not in self.lacking() | self.idle()]
        self.query_one(Foot).show_place(
            self.app.current_mode, (*keys, SEARCH), self.size.width, self.tutor.places
        )

    def idle(self) -> frozenset[str]:
        """Keys that have nothing to act on just now: the last line leaves them out, the list of keys has them."""
        return frozenset()

    def on_screen_resume(self) -> None:
        """Back again: something may have been shown elsewhere."""
        self.draw_top()
        self.draw_foot()

    def on_resize(self, event: events.Resize) -> None:
        """The top line fits the width."""
        self.call_after_refresh(self.draw_top)
        self.call_after_refresh(self.draw_foot)

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        """From here on there is something that keys can act on."""
        await super().mount_composed_widgets(widgets)
        self.composed = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing before there is something to act on, and nothing below a window: keys may come in one piece."""
        return self.composed and self.is_active and super().check_action(action, parameters)

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """As Textual has it, but nothing where what is still seen was just removed: a click there ended the app."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)

    def action_keys(self) -> None:
        """The keys of this place."""
        from tutor.app.screens.dialogs import TextDialog
        from tutor.views.key_rows import key_rows

        lacking = self.lacking()
        own = [
            line for line in self.KEYS.splitlines(keepends=True) if not lacking.intersection(line.split()[:1])
        ]
        places = self.tutor.places
        numbers, names = " ".join(key for key, *_ in places), ", ".join(word for _, word, _ in places)
        self.app.push_screen(
            TextDialog("Keys", key_rows("".join(own) + EVERYWHERE.format(places=f"{numbers:<11} {names}")))
        )


SEARCH: Key = ("/", "search", "app.search")
EVERYWHERE = """
Everywhere
  {places}
  /           search the course
  ctrl+p      every action, section and exercise
  ?           the keys of where you are
  ctrl+q      leave; tutor start comes back to this place
"""
