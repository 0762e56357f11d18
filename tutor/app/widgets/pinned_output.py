"""The output of the block that is read, kept in sight while its own place below the code is not."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.measure import Measurement
from rich.text import Text
from textual.geometry import Region
from textual.widget import Widget

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.section_view import SectionView, looked_at
from tutor.app.widgets.selectable import SelectableStatic
from tutor.shapes.trace import Trace
from tutor.views.changes import mark_changes
from tutor.views.listing import output_parts
from tutor.views.symbols import STYLES
from tutor.views.text import counted, harmless

WIDEST = 200  # columns for which an output is drawn to know how wide it is
ELSEWHERE = 4  # lines that moved in other blocks
LEAST_FRAME = 12  # rows; a smaller frame has none to spare


class PinnedOutput(SelectableStatic):
    """At the lower edge of the text, or beside it. ``drawn`` is what is pinned, for tests and to draw it once."""

    DEFAULT_CLASSES = "pinned"

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.drawn: tuple[object, ...] | None = None

    def pin(self, trace: Trace | None, before: Trace | None, moved: Sequence[Text], room: int) -> None:
        """Show this run, and below it lines that moved in other blocks, in at most ``room`` rows with the head."""
        what = (trace, before, tuple(line.plain for line in moved), before is not None, room)
        if what == self.drawn:
            return
        self.drawn = what
        width = max(self.app.size.width // 2, 40)
        rows = len(self._lines(trace, before, width)) if trace is not None else 0
        rest = list(moved)
        if trace is not None and rest:
            rest.insert(0, Text("also moved", style=STYLES["quiet"]))
        rest = rest[: max(room - 1 - rows, 0)]
        hidden = rows - (room - 1)
        self.border_title = "output" if trace is not None else "also moved"
        if hidden > 0:
            self.border_title += f" · {counted(hidden, 'line')} more below"
        self.styles.max_height = room
        self.update(Fitted(lambda width: self._drawing(trace, before, rest, width)))
        self.display = True

    def fits(self, view: LiveCodeView | None, moved: Sequence[Text]) -> bool:
        """Whether no line would have to be wrapped here."""
        lines = [line.cell_len for line in moved]
        if view is not None and view.trace is not None:
            parts = Group(*output_parts(view.trace, WIDEST))
            lines.append(Measurement.get(self.app.console, self.app.console.options, parts).maximum)
        return max(lines, default=0) <= self.parent_room

    @property
    def parent_room(self) -> int:
        """Columns that its parent has for it; none where that is folded away."""
        parent = self.parent
        return parent.content_size.width - 1 if isinstance(parent, Widget) and parent.display else 0

    def unpin(self) -> None:
        """Nothing to show."""
        self.display, self.drawn = False, None

    def _drawing(
        self, trace: Trace | None, before: Trace | None, rest: Sequence[Text], width: int
    ) -> RenderableType:
        own = (
            []
            if trace is None
            else [without_head(part) for part in output_parts(trace, width, before=before)]
        )
        return Group(*own, *rest)

    def _lines(self, trace: Trace, before: Trace | None, width: int) -> list[object]:
        options = self.app.console.options.update_width(width)
        return list(self.app.console.render_lines(self._drawing(trace, before, (), width), options))


def follow(section: SectionView, beside: PinnedOutput | None) -> LiveCodeView | None:
    """Pin what the section's frame does not show now: ``beside`` it if it fits there, otherwise at its lower edge.

    Returns the block that is read.
    """
    below = section.query_one(PinnedOutput)
    frame = section.region.shrink(section.gutter)
    views = list(section.query(LiveCodeView))
    read = block_read(views, frame)
    view = out_of_sight(read, frame) if read is not None else None
    moved = moved_lines([other for other in views if other is not view], frame)[:ELSEWHERE]
    if view is None and not moved:
        places: tuple[PinnedOutput, ...] = ()
    else:
        places = (beside,) if beside is not None and beside.fits(view, moved) else (below,)
    for place in (below, beside):
        if place in places:
            trace, before = (view.trace, view.before) if view else (None, None)
            place.pin(trace, before, moved, max(frame.height // 2 - 1, 2))
        elif place is not None:
            place.unpin()
    return read


def block_read(views: Sequence[LiveCodeView], frame: Region) -> LiveCodeView | None:
    """The block that is read, with its output."""
    parts = [view.region.union(view.output.region) if view.output.display else view.region for view in views]
    return views[looked_at(parts, frame)] if views else None


def out_of_sight(view: LiveCodeView, frame: Region) -> LiveCodeView | None:
    """The block that is read, if its code can be seen in ``frame`` and the end of its output cannot."""
    if not view.output.display or frame.height < LEAST_FRAME:
        return None
    seen = min(view.region.bottom, frame.bottom) - max(view.region.y, frame.y)
    read = seen >= min(view.region.height // 2, frame.height // 3)
    return view if read and view.output.region.bottom > frame.bottom else None


def moved_lines(views: Sequence[LiveCodeView], frame: Region) -> list[Text]:
    """The printed lines that moved in blocks whose output cannot be seen in ``frame``."""
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
    """``part`` without the word *printed*, which the head of the frame says."""
    if isinstance(part, Text) and part.plain.startswith("printed\n"):
        return part[len("printed\n") :]
    return part
