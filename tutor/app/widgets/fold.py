"""Folded text: one line that a key or a click opens, and the text below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from textual.containers import Vertical
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from tutor.app.rich_theme import prose
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import Fold
from tutor.views.text import letters, without_targets

FOLD_KEY = "f"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class FoldLine(SelectableStatic):
    """The key and the title. A click opens or closes it."""

    def __init__(self, title: str) -> None:
        super().__init__(classes="fold-line")
        self.title = title

    def draw(self, is_open: bool) -> None:
        """Draw the line, with the sign for open or closed."""
        self.update(prose(f"**{FOLD_KEY}** {'▾' if is_open else '▸'} {self.title}"))

    def on_click(self) -> None:
        """Open or close it, unless text is being selected."""
        if not self.text_selection and isinstance(self.parent, FoldView):
            self.parent.turn()


class FoldView(Vertical):
    """``source`` is the Markdown of the folded text."""

    class Turned(Message):
        """The fold was opened or closed."""

        def __init__(self, view: FoldView) -> None:
            super().__init__()
            self.view = view

    def __init__(self, fold: Fold, parts: Sequence[Widget], source: str, *, is_open: bool = False) -> None:
        self.line, self.body = FoldLine(fold.title), Vertical(*parts, classes="fold-body")
        super().__init__(self.line, self.body, classes="fold")
        self.fold, self.source, self.is_open = fold, source, is_open
        self._draw()

    def turn(self, is_open: bool | None = None) -> None:
        """Open or close it; by default, toggle it."""
        self.is_open = not self.is_open if is_open is None else is_open
        self._draw()
        self.post_message(self.Turned(self))

    def shown(self) -> Iterator[Widget]:
        """The line, and the visible widgets below it."""
        yield self.line
        if self.is_open:
            yield from self.body.children

    def has(self, wanted: str) -> bool:
        """Whether its text contains these letters, which identify a sentence."""
        return wanted in letters(_LINK.sub(r"\1", self.source))

    @property
    def text(self) -> str:
        """The unfolded text, for use outside the app."""
        return f"{self.fold.title}\n\n{without_targets(self.source)}"

    def _draw(self) -> None:
        self.line.draw(self.is_open)
        self.body.display = self.is_open
        self.set_class(self.is_open, "-open")


def is_folded_away(widget: Widget) -> bool:
    """Whether the widget is in a closed fold."""
    around = (one for one in widget.ancestors if isinstance(one, FoldView) and one.line is not widget)
    return any(not fold.is_open for fold in around)


def fold_meant(folds: Sequence[FoldView], frame: Region) -> FoldView:
    """The fold that a reader of ``frame`` most likely means: the first closed one in view, else the last open one,
    else the nearest."""
    seen = [fold for fold in folds if fold.region.overlaps(frame)]
    closed = [fold for fold in seen if not fold.is_open]
    if seen:
        return closed[0] if closed else seen[-1]
    below = [fold for fold in folds if fold.region.y >= frame.bottom]
    return below[0] if below else folds[-1]
