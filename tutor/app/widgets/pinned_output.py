"""Shows the output of the current block while its own place below the code is not visible."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import ConsoleOptions, Group, RenderableType
from rich.measure import Measurement
from rich.text import Text
from textual.geometry import Region
from textual.widget import Widget

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.fold import is_folded_away
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.section_view import SectionView, looked_at, within
from tutor.app.widgets.selectable import SelectableStatic
from tutor.shapes.trace import Trace
from tutor.views.changes import mark_changes
from tutor.views.listing import output_parts
from tutor.views.symbols import STYLES
from tutor.views.text import counted, harmless

ELSEWHERE = 6  # lines that changed in other blocks
LEAST_FRAME = 12  # rows; a smaller frame has no rows to spare


class PinnedOutput(SelectableStatic):
    """At the lower edge of the text, or beside it. ``drawn`` is the pinned content, for tests and to
    draw it only once."""

    DEFAULT_CLASSES = "pinned"

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.drawn: tuple[object, ...] | None = None

    def pin(self, trace: Trace | None, before: Trace | None, moved: Sequence[Text], most: int) -> None:
        """Show this run, and below it changed lines of other blocks, in at most ``most`` rows including the heading."""
        what = (trace, before, tuple(line.plain for line in moved), most)
        if what == self.drawn:
            return
        self.drawn = what
        width, room = self.parent_room, most - 1
        own = [] if trace is None else _own(trace, before, width)
        rows = [len(self.app.console.render_lines(part, self._options(width))) for part in own]
        fitting = next((n for n in range(len(own), 1, -1) if sum(rows[:n]) <= room), min(len(own), 1))
        left_out = sum(rows) - min(sum(rows[:fitting]), room)
        rest = [Text("also changed", style=STYLES["quiet"]), *moved] if own and moved else list(moved)
        rest = rest[: max(room - sum(rows[:fitting]), 0)]
        self.border_title = "output" if own else "also changed"
        if left_out:
            self.border_title += f" · {counted(left_out, 'line')} more below"
        self.styles.max_height = most

        def draw(width: int) -> RenderableType:
            return Group(*(_own(trace, before, width)[:fitting] if trace is not None else ()), *rest)

        self.update(Fitted(draw))
        self.display = True

    def fits(self, view: LiveCodeView | None) -> bool:
        """Whether no line would wrap here."""
        room = self.parent_room
        if view is None or view.trace is None or room <= 0:
            return False
        parts = Group(*output_parts(view.trace, room))
        return Measurement.get(self.app.console, self.app.console.options, parts).maximum <= room

    @property
    def parent_room(self) -> int:
        """The number of columns that its parent has for it; 0 if the parent is hidden."""
        parent = self.parent
        return parent.content_size.width - 1 if isinstance(parent, Widget) and parent.display else 0

    @property
    def parent_rows(self) -> int:
        """The number of rows that its parent has left below its other content."""
        if not isinstance(self.parent, Widget):
            return 0
        taken = sum(one.outer_size.height for one in self.parent.children if one is not self)
        return self.parent.content_size.height - taken - 1

    def unpin(self) -> None:
        """Show nothing."""
        self.display, self.drawn = False, None

    def _options(self, width: int) -> ConsoleOptions:
        return self.app.console.options.update_width(max(width, 1))


def _own(trace: Trace, before: Trace | None, width: int) -> list[RenderableType]:
    """The block's own output. Printed output comes first, because there may be too few rows for grids."""
    parts = [without_head(part) for part in output_parts(trace, width, before=before)]
    return sorted(parts, key=lambda part: not isinstance(part, Text))


def follow(section: SectionView, beside: PinnedOutput | None) -> LiveCodeView | None:
    """Pin the output that the section's frame does not show: ``beside`` it if it fits there, else at its lower edge.

    Returns the current block.
    """
    below = section.query_one(PinnedOutput)
    frame = section.region.shrink(section.gutter)
    views = [view for view in section.query(LiveCodeView) if not is_folded_away(view)]
    read = block_read(views, frame)
    place, most = below, max(frame.height // 2 - 1, 2)
    if beside is not None and beside.fits(read):
        place = beside
    moved = moved_lines([other for other in views if other is not read], frame)[:ELSEWHERE]
    if place is below:
        taken = len(moved) + 1 if moved else 0
        view = read if read is not None and is_out_of_sight(read, frame, most, taken) else None
    else:
        view = read if read is not None and is_out_of_sight(read, frame, 0, 0) else None
    if view is None and read is not None:
        moved = [*moved_lines([read], frame), *moved][:ELSEWHERE]
    for other in (below, beside):
        if other is not None and (other is not place or (view is None and not moved)):
            other.unpin()
        elif other is not None:
            trace, before = (view.trace, view.before) if view else (None, None)
            other.pin(trace, before, moved, most if other is below else max(other.parent_rows, most))
    return read


def uncover(section: SectionView, view: LiveCodeView) -> None:
    """Scroll down to show the code of ``view`` that is below the edge or behind the pinned lines."""
    below = section.query_one(PinnedOutput)
    rows = section.scrollable_content_region.height - (below.outer_size.height if below.display else 0)
    code = within(view, section)
    wanted = min(code.bottom - rows, code.y)
    frame = section.scrollable_content_region.height
    # otherwise the learner is reading something above the block
    begun = code.y < section.scroll_offset.y + frame
    if frame >= LEAST_FRAME and begun and wanted > section.scroll_offset.y:
        section.scroll_to(y=wanted, animate=False)


def block_read(views: Sequence[LiveCodeView], frame: Region) -> LiveCodeView | None:
    """The current block, with its output."""
    parts = [view.region.union(view.output.region) if view.output.display else view.region for view in views]
    return views[looked_at(parts, frame)] if views else None


def is_out_of_sight(view: LiveCodeView, frame: Region, most: int, taken: int) -> bool:
    """Whether the end of the block's output is below ``frame`` while its code is visible above ``most`` pinned rows.

    The last ``taken`` rows of the frame are covered by other pinned lines.
    """
    if not view.output.display or frame.height < LEAST_FRAME:
        return False
    pinned = min(view.output.region.height + 1 + taken, most)
    seen = min(view.region.bottom, frame.bottom - pinned) - max(view.region.y, frame.y)
    return (
        view.output.region.bottom > frame.bottom - taken
        and seen >= min(view.region.height, frame.height) // 3
    )


def moved_lines(views: Sequence[LiveCodeView], frame: Region) -> list[Text]:
    """The printed lines that changed in blocks whose output is not visible in ``frame``."""
    found: list[Text] = []
    for view in views:
        if view.trace is None or view.before is None or frame.contains_region(view.output.region):
            continue
        old = harmless(view.before.printed).split("\n")
        for n, line in enumerate(harmless(view.trace.printed).split("\n")):
            if line != (was := old[n] if n < len(old) else ""):
                found.append(mark_changes(Text(line), was))
    return found


def without_head(part: RenderableType) -> RenderableType:
    """``part`` without the word *printed*, which is in the heading of the frame."""
    if isinstance(part, Text) and part.plain.startswith("printed\n"):
        return part[len("printed\n") :]
    return part
