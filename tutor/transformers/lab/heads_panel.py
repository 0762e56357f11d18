"""All heads below the heat map, on a large terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

from tutor.app.rich_theme import Fitted
from tutor.app.widgets.selectable import SelectableStatic
from tutor.transformers.lab.attention_view import HeadStrip
from tutor.transformers.lab.lab_state import LabState
from tutor.views.symbols import ASCII, UNICODE
from tutor.views.text import harmless

if TYPE_CHECKING:
    from tutor.transformers.models.model_run import ModelRun

_WIDE, _HIGH, _TOKENS = 110, 34, 14  # smallest size of the terminal, and largest number of tokens in a text


def fits_below(run: ModelRun, size: Size) -> bool:
    """Whether all heads fit side by side below the heat map without making the heat map smaller."""
    return size.width >= _WIDE and size.height >= _HIGH and len(run.labels) <= _TOKENS


class HeadsPanel(SelectableStatic):
    """Redrawn after every run."""

    def show(self, run: ModelRun, state: LabState) -> None:
        """Show the heads; in a model with many, those of the selected layer."""
        word = harmless(run.labels[state.token])
        one = state.added
        titles = "all heads of this layer" if one else "all heads", f"where {word} looks most"
        if (self.border_title, self.border_subtitle) != titles:  # setting it redraws everything
            self.border_title, self.border_subtitle = titles
        heads = state.size[1] if one else state.size[0] * state.size[1]
        drawn = Fitted(
            lambda width: HeadStrip(
                run.attention,
                (state.layer, state.head),
                state.off,
                size=max(6, (width + 1) // heads - 1),
                layers=(state.layer,) if one else None,
                symbols=ASCII if state.drawn == "plain" else UNICODE,
                colours=state.drawn != "plain",
                beside=state.kept_here,
                words=run.labels,
                token=state.token,
                grown=True,
            )
        )
        width, height = self.content_size
        self.update(drawn, layout=not width or drawn.height(self.app.console, width) != height)
