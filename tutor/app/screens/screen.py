"""What every screen has: the top line, the footer, the page of keys, and panels that fold away when it is narrow."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.app.copyable import Copyable, Copying, shown_in
from tutor.app.jobs import Jobs
from tutor.app.keys import (
    ACTIONS,
    ALL_KEYS,
    COPY,
    EVERYWHERE,
    FORWARD,
    RETURN,
    SEARCH,
    Key,
    ShownKey,
    bindings,
    page,
    reaching,
    tables,
    writes,
)
from tutor.app.widgets.columns import NARROW
from tutor.app.widgets.footer import Foot

if TYPE_CHECKING:
    from tutor.app.services import Services

WIDE = NARROW  # columns from which on the side panels stand beside the text
ROOMY = 140
CAME_FROM = 24  # columns for where one came from
LOW = 20  # rows below which frames cost too much
TURNS = 3  # of the event loop, after which all parts have told the screen that they changed
UNSEEN = 1.0  # seconds; a screen below another is not painted
BREAKPOINTS = ([(0, "-narrow"), (WIDE, "-wide"), (ROOMY, "-roomy")], [(0, "-low"), (LOW, "-high")])


class TutorScreen(Screen[None]):
    """Subclasses compose their own content between the top line and the footer, and list their keys in ``KEYS``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings([ALL_KEYS, RETURN, FORWARD, COPY])
    HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS = BREAKPOINTS
    HEADING: ClassVar[str] = ""  # of the screen's own keys on the page of keys
    KEYS: ClassVar[tuple[Key, ...]] = ()  # the most important first
    composed = False

    def __init_subclass__(cls, **options: Any) -> None:
        """The bindings of a screen are those of its keys."""
        if "KEYS" in cls.__dict__:
            cls.BINDINGS = bindings(cls.KEYS)
        super().__init_subclass__(**options)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.session, self.kept, self.nav = services.session, services.kept, services.nav
        self.jobs = Jobs(self)
        self._copying = Copying()
        self._drawn_top = ""

    def compose(self) -> ComposeResult:
        """Top line, content, footer."""
        yield Static("", id="top", markup=False)
        yield from self.content()
        yield Foot(id="foot")

    def content(self) -> ComposeResult:
        """What the screen is about."""
        raise NotImplementedError

    def title_text(self) -> str:
        """What stands in the middle of the top line."""
        return ""

    def all_keys(self) -> tuple[Key, ...]:
        """``KEYS``, or them in the words of the course's plug-in."""
        return self.KEYS

    def lacking(self) -> frozenset[str]:
        """Actions that have nothing to do in this course: no key does them, and nothing names them."""
        return frozenset()

    def idle(self) -> frozenset[str]:
        """Actions, as in ``KEYS``, that have nothing to act on just now: the footer leaves them out."""
        return frozenset()

    def about(self) -> str:
        """What the learner is at, as a link names it; "" where that is nothing."""
        return ""

    def moved_sizes(self) -> Mapping[str, float]:
        """All sizes of what the learner is at, if some of them were moved."""
        return {}

    async def echoed(self) -> None:
        """Until what a key changed so far is on the screen: what takes longer comes after it.

        At once where the screen itself waits for it, for then it cannot paint.
        """
        if asyncio.current_task() is self._task:
            return
        for _ in range(TURNS):
            await asyncio.sleep(0)
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), UNSEEN)

    async def leads_to(self, words: str) -> None:
        """Say in the top line what a key opens, until it is there: to make it takes longer."""
        self._draw_line(f"{self.title_text()} → {words}".lstrip())
        await self.echoed()

    async def whole(self) -> None:
        """Until all of what is shown is there, for a key that may mean its last part."""

    # The way back

    def spot_words(self) -> str:
        """What the top line of another place calls this one."""
        return self.HEADING

    def spot_line(self) -> Hashable:
        """What ``return_to`` needs to show this very line again; None where a place stays as it was left."""
        return None

    async def return_to(self, line: Any) -> None:
        """Show what ``spot_line`` said once."""

    async def action_return(self) -> None:
        """Back to where the last jump began."""
        await self.nav.step()

    async def action_forward(self) -> None:
        """Forward again, after the way back."""
        await self.nav.step(forward=True)

    # Drawing

    def draw_top(self) -> None:
        """Where one came from or the course, the screen, and how many checkpoints are shown."""
        self._draw_line(self.title_text())
        self.draw_foot()  # what changed there may have changed what the keys can do

    def _draw_line(self, middle: str) -> None:
        standing = self.session.standing
        came_from = self.nav.came_from
        if len(came_from) > CAME_FROM:
            came_from = f"{came_from[: CAME_FROM - 1]}…"
        left = f"← {came_from}" if came_from else self.session.course.title
        right = f"✓ {standing.shown}/{len(standing.checkpoints)} checkpoints"
        if standing.plan is not None and (plan := self.session.plan()) is not None:
            right += f"   {plan.in_words}"
        width = self.size.width - 2
        short = f"✓ {standing.shown}/{len(standing.checkpoints)}"
        if came_from and len(left) + len(middle) + len(right) + 6 > width:
            right = short  # the way back says more than the rest of it
        if len(left) + len(middle) + len(right) + 6 > width:
            left = "←" if came_from else ""
        if len(left) + len(middle) + len(right) + 6 > width:
            right = short
        line = f"{left}   {middle}" if left else middle
        room = max(width - len(line), len(right) + 1)
        if (whole := f"{line}{right:>{room}}") != self._drawn_top:
            self._drawn_top = whole
            drawn = Text(whole, no_wrap=True, overflow="ellipsis")
            self.query_one("#top", Static).update(drawn, layout=False)

    def draw_progress(self) -> None:
        """What the learner has done is more than a moment ago: a command in a shell recorded it."""
        self.draw_top()

    # Keys

    def draw_foot(self) -> None:
        """The places and the keys that work now, for what has the focus."""
        focused, writing = self.focused, writes(self.focused)
        leaving = [key for key in self.all_keys() if key.field and writing]
        keys = [ShownKey(key.shown, key.field, key.action, self) for key in leaving]
        for table in tables(focused, self):
            own = table.keys if table.owner is not self else self._around(table.keys)
            keys += self._offers(own, table.owner)
        places = [] if writing else [ShownKey(one.keys, one.foot, one.action, self) for one in self.nav.keys]
        (last,) = self._offers([ALL_KEYS], self)
        here = f"app.place('{self.nav.here}')"
        self.query_one(Foot).show_place(keys, places, here, last, self.size.width)

    def _around(self, own: tuple[Key, ...]) -> tuple[Key, ...]:
        """A screen's own keys and those of everywhere; what it has a key of its own for, once."""
        names = {name for key in own for name in key.names}
        more = [key for key in self.nav.overview_keys if key.keys not in names]
        return (RETURN, *own, SEARCH, *more, ACTIONS)

    def _offers(self, keys: Iterable[Key], owner: DOMNode) -> list[ShownKey]:
        """Those of ``keys`` that the footer names and that do something now."""
        absent = self.lacking() | self.idle() | self.no_way()
        reached = ((key, reaching(key, self.focused, owner)) for key in keys if key.foot)
        return [
            ShownKey(key.written(name), key.foot, key.action, owner)
            for key, name in reached
            if name is not None and key.action not in absent and self._has_target(key.action)
        ]

    def _has_target(self, action: str) -> bool:
        """Whether what has the focus can do the action, where it is its own."""
        target, dot, name = action.partition(".")
        return target != "focused" or not dot or hasattr(self.focused, f"action_{name}")

    def no_way(self) -> frozenset[str]:
        """Actions of the way back and forward that lead nowhere now."""
        led = {"return": bool(self.nav.came_from), "forward": self.nav.was_ahead}
        return frozenset(action for action in led if not led[action])

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        if self.composed:
            self.draw_foot()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing before there is something to act on, and nothing below a window: keys may come in one piece."""
        if not (self.composed and self.is_active) or action in self.lacking():
            return False
        return super().check_action(action, parameters)

    async def action_keys(self) -> None:
        """The page of keys: of what has the focus, of the screen, of everywhere."""
        await self.leads_to("keys")
        from tutor.app.screens.dialogs import KeysDialog

        lacking, writing = self.lacking(), writes(self.focused)
        pages: list[str] = []
        with_next: list[Key] = []
        after: list[Key] = []
        for table in tables(self.focused, self):
            for key in table.keys:
                works = not key.names or reaching(key, self.focused, table.owner) is not None
                if key.action not in lacking:
                    (with_next if works or not writing else after).append(key)
            if table.heading:
                pages.append(page(table.heading, with_next))
                with_next = []
        if after:
            pages.append(page(f"{self.HEADING}, after esc", after))
        places = self.nav.keys
        numbers, names = " ".join(key.keys for key in places), ", ".join(key.foot for key in places)
        names += "".join(f"      {key.shown}  {key.help}" for key in self.nav.overview_keys)
        everywhere = [Key("", row=numbers, help=names), *EVERYWHERE]
        if writing:
            reached = ((key, reaching(key, self.focused, self)) for key in EVERYWHERE)
            everywhere = [replace(key, row=key.written(name)) for key, name in reached if name is not None]
        pages.append(page("Everywhere", everywhere))
        self.app.push_screen(KeysDialog("\n".join(pages)))

    # Copying

    def to_copy(self) -> list[Copyable]:
        """What there is to copy where the focus is, the likeliest first."""
        return [] if self.focused is None else [shown_in(self.focused)]

    async def action_copy(self) -> None:
        """What is selected, else what has the focus; pressed again, the next thing there."""
        await self.whole()
        selected = self.get_selected_text() or ""
        things = [Copyable("what is selected", selected)] if selected.strip() else self.to_copy()
        found = self._copying.next(things)
        if found is None:
            self.notify("There is nothing to copy here.")
            return
        now, then = found
        more = "" if then == now else f" y again: {then.what}."
        self.app.copy(now.text, f"Copied {now.said}.{more}")  # type: ignore[attr-defined]

    # What Textual asks

    def on_screen_suspend(self) -> None:
        """What a key led to is there."""
        self._draw_line(self.title_text())

    def on_screen_resume(self) -> None:
        """Back again: something may have been shown elsewhere."""
        self.draw_top()

    def on_resize(self, event: events.Resize) -> None:
        """The top line and the footer fit the width."""
        self.call_after_refresh(self.draw_top)

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        """From here on there is something that keys can act on."""
        await super().mount_composed_widgets(widgets)
        self.composed = True

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """As Textual has it, but nothing where what is still seen was just removed: a click there ended the app."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)
