"""One live block: its code with the shapes beside each line, its grids and what it printed."""

from __future__ import annotations

from rich.console import RenderableType

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import LiveCode
from tutor.shapes.trace import Trace
from tutor.views.listing import code_view, trace_view


class LiveCodeView(SelectableStatic):
    """Drawn without shapes until the first run is there, and again after every run."""

    DEFAULT_CLASSES = "live"

    def __init__(self, block: LiveCode) -> None:
        super().__init__()
        self.block = block
        self.trace: Trace | None = None

    def on_mount(self) -> None:
        """Show the code at once."""
        self.update(Fitted(self._draw))

    def show_trace(self, trace: Trace) -> None:
        """Draw what a run left."""
        self.trace = trace
        self.update(Fitted(self._draw))

    def _draw(self, width: int) -> RenderableType:
        if self.trace is None:
            return code_view(
                self.block.source, None, width, highlight=False
            )  # colours come with the first run
        return trace_view(self.block.source, self.trace, width)
