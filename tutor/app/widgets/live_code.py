"""One live block: its code with the shapes beside each line, and below that what it drew and printed."""

from __future__ import annotations

from rich.console import Group, RenderableType
from textual.timer import Timer

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import LiveCode
from tutor.shapes.trace import Trace
from tutor.views.listing import code_view, output_parts
from tutor.views.trivial_shapes import trivial_lines

MOMENT = 1.5  # seconds for which a number that moved is marked


class LiveOutput(SelectableStatic):
    """What the block above it drew with ``show``, printed, and how it ended."""

    DEFAULT_CLASSES = "live"

    def show_trace(self, trace: Trace, before: Trace | None) -> None:
        """Draw a run; what differs from ``before`` is marked."""
        self.display = bool(output_parts(trace))
        self.update(Fitted(lambda width: stacked(output_parts(trace, width, before=before))))


class LiveCodeView(SelectableStatic):
    """Drawn without shapes until the first run is there, and again after every run. Its ``output`` stands below it."""

    DEFAULT_CLASSES = "live code"

    def __init__(self, block: LiveCode, sizes: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.block = block
        self.sizes = sizes  # the names of those that it runs with
        self.output = LiveOutput()
        self.output.display = False
        self.trace: Trace | None = None
        self.before: Trace | None = None  # the run before, while what moved is marked
        self.all_shapes = False
        self.trivial: frozenset[int] = frozenset()  # the lines whose shapes can be folded
        self._fading: Timer | None = None

    def on_mount(self) -> None:
        """Show the code at once."""
        self._redraw()

    def show_trace(self, trace: Trace) -> None:
        """Draw what a run left; for a moment what differs from the last one is marked."""
        self.trace, self.before = trace, self.trace
        self.trivial = frozenset(trivial_lines(self.block.source, trace, self.sizes))
        if self._fading is not None:
            self._fading.stop()
        if self.before is not None:
            self._fading = self.set_timer(MOMENT, self._fade)
        self._redraw()

    def show_all_shapes(self, wanted: bool) -> None:
        """Also those that tell nothing, or not."""
        self.all_shapes = wanted
        self._redraw()

    def _fade(self) -> None:
        self.before = None
        self._redraw()

    def _redraw(self) -> None:
        self.update(Fitted(self._draw))
        if self.trace is not None:
            self.output.show_trace(self.trace, self.before)
            self.set_class(self.output.display, "-joined")

    def _draw(self, width: int) -> RenderableType:
        source = self.block.source
        if self.trace is None:
            return code_view(source, None, width, highlight=False)  # colours come with the first run
        folded = frozenset() if self.all_shapes else self.trivial
        return code_view(source, self.trace, width, folded=folded, before=self.before)


def stacked(parts: list[RenderableType]) -> RenderableType:
    """The parts below each other, with an empty line between them."""
    return Group(*[line for part in parts for line in ("", part)][1:])
