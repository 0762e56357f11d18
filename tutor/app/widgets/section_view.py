"""A scrollable frame of text, controlled by the vertical keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from tutor.app.keys import Key, bindings
from tutor.app.widgets.fold import FoldView
from tutor.views.text import letters

SOUGHT = 40  # letters and digits that are enough to identify a sentence
OVERLAP = 2  # lines of the previous page that stay visible, so that readers keep their place


Line = tuple[int, int]  # index of a part of the text, and the row within it


class SectionView(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Only the vertical keys scroll, because left and right change sizes."""

    HEADING = ""
    KEYS = (
        Key("up,k", "scroll_up", row="↑ ↓ space", help="scroll, a line or a page; home and end"),
        Key("down,j", "line_down", label="a line down"),
        Key("pageup", "page_up", label="a page up"),
        Key("pagedown,space", "page_down", label="a page down"),
        Key("home", "scroll_home", label="to the top"),
        Key("end", "to_end", label="to the end"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    _end_at: int | None = None  # the last row, once a jump to the end was requested

    def all_keys(self) -> tuple[Key, ...]:
        """The keys that scroll."""
        return self.KEYS

    async def action_line_down(self) -> None:
        """Scroll by a line."""
        await self._reach(1)
        self.action_scroll_down()

    async def action_to_end(self) -> None:
        """Scroll to the last line, even of a text that is still being laid out."""
        await self.whole()
        self.action_scroll_end()
        self._end_at = self.max_scroll_y

    async def action_page_down(self) -> None:  # type: ignore[override]
        """Scroll by a page, keeping the last lines of this one."""
        await self._reach(self._page_height)
        self._page(1)

    def action_page_up(self) -> None:
        """Scroll back by a page, keeping the first lines of this one."""
        self._page(-1)

    def row_of(self, words: str) -> int | None:
        """The row, from the top of the text, on which these words begin; None if they are not in its prose."""
        wanted = letters(words)[:SOUGHT]
        for part in self._shown() if wanted else ():
            if isinstance(part, Static) and not part.has_class("pinned"):
                rows = [letters(strip.text) for strip in part.render_lines(part.outer_size.region)]
                at = "".join(rows).find(wanted)
                for row, here in enumerate(rows if at >= 0 else ()):
                    if at < len(here):
                        return within(part, self).y + row
                    at -= len(here)
        return None

    def _shown(self) -> Iterator[Widget]:
        """The parts in order, including those in open folds."""
        for part in self.children:
            if isinstance(part, FoldView):
                yield from part.shown()
            else:
                yield part

    def __init__(self, *children: Widget, **options: Any) -> None:
        super().__init__(*children, **options)
        self._wanted: str | Line = ""  # words to find, or a line to restore
        self._left_at: int | None = None  # the row that was scrolled to for it
        self.whole: Callable[[], Awaitable[None]] = (
            _nothing  # waits until the whole text is there, if it is still arriving
        )

    def stay_at(self, wanted: str | Line) -> None:
        """Scroll to these words or to a ``top_line``, and again when a part above it grows, until the
        learner scrolls."""
        self._wanted, self._left_at, self._end_at = wanted, None, None
        self.call_after_refresh(self._show_wanted)

    def watch_virtual_size(self) -> None:
        """A part has grown."""
        self.call_after_refresh(self._show_wanted)
        if self._end_at is not None:
            self.call_after_refresh(self._keep_end)

    def _keep_end(self) -> None:
        """Stay at the end after jumping there, unless the learner has scrolled since."""
        if self._end_at is not None and self.scroll_target_y >= self._end_at:
            self.scroll_end(animate=False, immediate=True)
            self._end_at = self.max_scroll_y

    def _show_wanted(self) -> None:
        if not self._wanted or self._left_at not in (None, self.scroll_offset.y):
            return
        if isinstance(self._wanted, str):
            row = self.row_of(self._wanted)
            if row is None:
                self._unfold(self._wanted)  # which makes the text grow
                return
            self.show_row(row)
        else:
            self.scroll_to(y=self.row_at(self._wanted), animate=False, immediate=True)
        self._left_at = int(self.scroll_offset.y)

    def _unfold(self, words: str) -> None:
        """Open the fold that contains these words."""
        wanted = letters(words)[:SOUGHT]
        for fold in self.query(FoldView) if wanted else ():
            if not fold.is_open and fold.has(wanted):
                fold.turn(True)

    def top_line(self) -> Line:
        """The line at the upper edge: the index of its part, and the row within it."""
        top = int(self.scroll_offset.y)
        for number, part in enumerate(self.children):
            if part.virtual_region.bottom > top:
                return number, top - part.virtual_region.y
        return 0, 0

    def row_at(self, line: Line) -> int | None:
        """The row of an earlier ``top_line``, however much the text above it has grown."""
        number, down = line
        return self.children[number].virtual_region.y + down if number < len(self.children) else None

    def show_row(self, row: int) -> None:
        """Scroll this row into the upper part of the frame, or to the top if it is on the first page."""
        first = row < self.scrollable_content_region.height - OVERLAP
        self.scroll_to(y=0 if first else row - OVERLAP, animate=False, immediate=True)

    def keep_in_view(self, part: Widget) -> None:
        """Scroll just enough to show the first line of ``part`` with some lines after it."""

        def scroll() -> None:
            row, top = within(part, self).y, int(self.scroll_offset.y)
            height = self.scrollable_content_region.height
            if not top <= row < top + height - 2 * OVERLAP:
                self.scroll_to(y=max(row - OVERLAP, 0), animate=False, immediate=True)

        self.call_after_refresh(scroll)

    @property
    def _page_height(self) -> int:
        pinned = (part.outer_size.height for part in self.query_children(".pinned") if part.display)
        height = self.scrollable_content_region.height - sum(pinned)
        return max(height - OVERLAP, height // 2, 1)

    def _page(self, step: int) -> None:
        self.scroll_relative(y=step * self._page_height)

    async def _reach(self, rows: int) -> None:
        """Wait until the text can be scrolled by so many rows more, if it is long enough."""
        if self.scroll_offset.y + rows > self.max_scroll_y:
            await self.whole()


async def _nothing() -> None:
    """The default: the text is complete."""


def looked_at(parts: Sequence[Region], frame: Region) -> int:
    """The index of the part, from top to bottom, that a reader of ``frame`` is looking at.

    This is the uppermost part of which at least half is visible (or that fills half of the frame), otherwise the one
    with the largest visible area, or the nearest. So the end of a block that was already read does not take
    precedence over the block that fills the screen.
    """
    seen = [min(part.bottom, frame.bottom) - max(part.y, frame.y) for part in parts]
    for number, part in enumerate(parts):
        if 2 * seen[number] >= min(part.height, frame.height):
            return number
    return seen.index(max(seen))


def within(part: Widget, view: Widget) -> Region:
    """The region of ``part`` in ``view``, which scrolls; it may be in a fold."""
    region = part.virtual_region
    for around in part.ancestors:
        if around is view or not isinstance(around, Widget):
            break
        region = region.translate(around.virtual_region.offset)
    return region
