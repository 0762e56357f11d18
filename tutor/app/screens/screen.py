"""The base of all screens: the top line, the footer, the page of keys, and panels that hide on a narrow terminal."""

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
    IN_A_BROWSER,
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

WIDE = NARROW  # from this width on, the side panels are beside the text
ROOMY = 140
CAME_FROM = 24  # columns for the previous place on the top line
LOW = 20  # with fewer rows, frames would take too much room
TURNS = 3  # event loop turns until all widgets have reported their changes
UNSEEN = 1.0  # seconds; a screen below another is not painted
BREAKPOINTS = ([(0, "-narrow"), (WIDE, "-wide"), (ROOMY, "-roomy")], [(0, "-low"), (LOW, "-high")])


class TutorScreen(Screen[None]):
    """Subclasses compose their content between the top line and the footer, and list their keys in ``KEYS``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings([ALL_KEYS, RETURN, FORWARD, COPY])
    HORIZONTAL_BREAKPOINTS, VERTICAL_BREAKPOINTS = BREAKPOINTS
    HEADING: ClassVar[str] = ""  # heading of the screen's keys on the page of keys
    KEYS: ClassVar[tuple[Key, ...]] = ()  # most important first
    composed = False

    def __init_subclass__(cls, **options: Any) -> None:
        """Generate the bindings from the keys."""
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
        """The content of the screen."""
        raise NotImplementedError

    def title_text(self) -> str:
        """The text in the middle of the top line."""
        return ""

    def all_keys(self) -> tuple[Key, ...]:
        """``KEYS``, possibly in the words of the course's plug-in."""
        return self.KEYS

    def lacking(self) -> frozenset[str]:
        """Actions that this course has no use for. Their keys do nothing and are not listed."""
        return frozenset()

    def idle(self) -> frozenset[str]:
        """The actions, as in ``KEYS``, that have no target at the moment. The footer omits them."""
        return frozenset()

    def about(self) -> str:
        """A reference to the learner's current place; "" if there is none."""
        return ""

    def moved_sizes(self) -> Mapping[str, float]:
        """All sizes of the current place, if some of them were changed."""
        return {}

    async def echoed(self) -> None:
        """Wait until the changes so far are painted, so that slower work starts only afterwards.

        Returns immediately if the screen itself waits for it, because it could not paint then.
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
        """Show on the top line what a key is opening, because creating it takes time."""
        self._draw_line(f"{self.title_text()} → {words}".lstrip())
        await self.echoed()

    async def whole(self) -> None:
        """Wait until everything is shown, for a key whose target may be in the last part."""

    # History

    def spot_words(self) -> str:
        """This place's name on the top line of another place."""
        return self.HEADING

    def spot_line(self) -> Hashable:
        """The data that ``return_to`` needs to show the current line again; None if the screen stays as it was."""
        return None

    async def return_to(self, line: Any) -> None:
        """Show the line described by an earlier ``spot_line``."""

    async def action_return(self) -> None:
        """Go back to where the last jump began."""
        await self.nav.step()

    async def action_forward(self) -> None:
        """Go forward again."""
        await self.nav.step(forward=True)

    # Drawing

    def draw_top(self) -> None:
        """Draw the previous place or the course, the screen's title, and the number of checkpoints shown."""
        self._draw_line(self.title_text())
        self.draw_foot()  # the change may affect which keys have a target

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
            right = short  # the previous place is more important than the rest
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
        """Called when a shell command has recorded progress."""
        self.draw_top()

    # Keys

    def draw_foot(self) -> None:
        """The places and the keys that work now, for the focused widget."""
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
        """The screen's keys and the global ones, without those that the screen overrides."""
        names = {name for key in own for name in key.names}
        more = [key for key in self.nav.overview_keys if key.keys not in names]
        return (RETURN, *own, SEARCH, *more, ACTIONS)

    def _offers(self, keys: Iterable[Key], owner: DOMNode) -> list[ShownKey]:
        """Those of ``keys`` that the footer shows and that do something now."""
        absent = self.lacking() | self.idle() | self.no_way()
        reached = ((key, reaching(key, self.focused, owner)) for key in keys if key.foot)
        return [
            ShownKey(key.written(name), key.foot, key.action, owner)
            for key, name in reached
            if name is not None and key.action not in absent and self._has_target(key.action)
        ]

    def _has_target(self, action: str) -> bool:
        """Whether the focused widget can do the action, if it is its own."""
        target, dot, name = action.partition(".")
        return target != "focused" or not dot or hasattr(self.focused, f"action_{name}")

    def no_way(self) -> frozenset[str]:
        """The back and forward actions, if they have no target."""
        led = {"return": bool(self.nav.came_from), "forward": self.nav.was_ahead}
        return frozenset(action for action in led if not led[action])

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        if self.composed:
            self.draw_foot()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ignore keys before there is something to act on, and below a dialog."""
        if not (self.composed and self.is_active) or action in self.lacking():
            return False
        return super().check_action(action, parameters)

    async def action_keys(self) -> None:
        """Show the page of keys: of the focused widget, the screen, and everywhere."""
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
        if self.app.is_web:
            pages.append(page("In a browser", IN_A_BROWSER))
        self.app.push_screen(KeysDialog("\n".join(pages)))

    # Copying

    def to_copy(self) -> list[Copyable]:
        """The things to copy at the focus, likeliest first."""
        return [] if self.focused is None else [shown_in(self.focused)]

    async def action_copy(self) -> None:
        """Copy the selection, or else the focused widget; pressed again, the next thing."""
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

    # Textual's hooks

    def on_screen_suspend(self) -> None:
        """Called when a key has opened another screen."""
        self._draw_line(self.title_text())

    def on_screen_resume(self) -> None:
        """Redraw, because another screen may have shown something."""
        self.draw_top()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the top line and the footer to the width."""
        self.call_after_refresh(self.draw_top)

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        """From now on keys have something to act on."""
        await super().mount_composed_widgets(widgets)
        self.composed = True

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Like Textual's, but returns nothing for a widget that was just removed, because a click on it would crash
        the app."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)
