"""A live block: its code with the shapes beside each line, and its output below."""

from __future__ import annotations

from rich.console import Group, RenderableType
from textual.timer import Timer

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import LiveCode
from tutor.shapes.trace import Trace
from tutor.views.listing import code_view, output_parts
from tutor.views.trivial_shapes import trivial_lines

MOMENT = 1.5  # seconds for which changed numbers are marked


class LiveOutput(SelectableStatic):
    """The grids and the printed output of the block above, and how the run ended."""

    DEFAULT_CLASSES = "live"

    def show_trace(self, trace: Trace, before: Trace | None) -> None:
        """Draw a run, and mark what differs from ``before``."""
        self.display = bool(output_parts(trace))
        self.update(Fitted(lambda width: stacked(output_parts(trace, width, before=before))))


class LiveCodeView(SelectableStatic):
    """Drawn without shapes until the first run, then redrawn after every run. Its ``output`` is mounted below it."""

    DEFAULT_CLASSES = "live code"

    def __init__(self, block: LiveCode, sizes: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.block = block
        self.sizes = sizes  # the names of the sizes that it runs with
        self.output = LiveOutput()
        self.output.display = False
        self.trace: Trace | None = None
        self.before: Trace | None = None  # the previous run, while changes are marked
        self.all_shapes = False
        self.trivial: frozenset[int] = frozenset()  # the lines whose shapes can be hidden
        self._fading: Timer | None = None

    def on_mount(self) -> None:
        """Show the code at once."""
        self._redraw()

    def show_trace(self, trace: Trace) -> None:
        """Draw a run, and mark for a moment what differs from the last one."""
        self.trace, self.before = trace, self.trace
        self.trivial = frozenset(trivial_lines(self.block.source, trace, self.sizes))
        if self._fading is not None:
            self._fading.stop()
        if self.before is not None:
            self._fading = self.set_timer(MOMENT, self._fade)
        self._redraw()

    def show_all_shapes(self, wanted: bool) -> None:
        """Show all shapes, or hide trivial ones."""
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
            return code_view(source, None, width, highlight=False)  # colours follow with the first run
        folded = frozenset() if self.all_shapes else self.trivial
        return code_view(source, self.trace, width, folded=folded, before=self.before)


def stacked(parts: list[RenderableType]) -> RenderableType:
    """The parts, one below another, separated by empty lines."""
    return Group(*[line for part in parts for line in ("", part)][1:])
