"""Mounts the widgets of a section: the visible ones first, the rest while the learner reads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from textual.css.query import QueryType
from textual.widget import Widget

from tutor.app.rich_theme import Fitted
from tutor.app.section_parts import Part
from tutor.app.textual_fixes import forget
from tutor.app.widgets.fold import FoldView
from tutor.app.widgets.live_code import LiveCodeView, LiveOutput
from tutor.app.widgets.pinned_output import PinnedOutput
from tutor.app.widgets.section_view import SectionView
from tutor.app.widgets.selectable import SelectableStatic

MOST_COLUMNS = 96  # of a text
# rows of a question: a low estimate, so that the frame is never left partly empty
QUESTION = 8
BATCH = 3  # widgets that are mounted between two checks for keys


class SectionFill:
    """Mounts a section's widgets in ``view``. ``busy`` allows only one caller at a time."""

    def __init__(self, view: SectionView) -> None:
        self.view = view
        self.busy = asyncio.Lock()
        self._left: list[Part] = []

    @property
    def is_full(self) -> bool:
        """Whether all widgets are mounted."""
        return not self._left

    async def begin(self, parts: Sequence[Part], *, whole: bool) -> None:
        """Replace all widgets by these: as many as fill the frame, or the ``whole``."""
        view = self.view
        forget(view.screen, view)
        head = len(parts) if whole else self._in_sight(parts)
        self._left = list(parts[head:])
        with view.app.batch_update():
            await view.remove_children()
            await view.mount_all([*parts[:head], PinnedOutput()])

    async def go_on(self, *, whole: bool = False) -> list[Widget]:
        """Mount the next widgets, or all that are left, and return them."""
        count = len(self._left) if whole else BATCH
        more, self._left = self._left[:count], self._left[count:]
        if more:
            await self.view.mount_all(more, before=self.view.query_children(PinnedOutput).first())
        return list(more)

    def _in_sight(self, parts: Sequence[Part]) -> int:
        """The number of widgets that fill the frame."""
        frame = self.view.scrollable_content_region.size or self.view.app.size
        rows = 0
        for number, part in enumerate(parts):
            if rows >= frame.height:
                return number
            rows += self._rows(part, min(frame.width, MOST_COLUMNS))
        return len(parts)

    def _rows(self, part: Part, width: int) -> int:
        """A lower bound on the rows of a widget. Drawing a text to count its rows costs nothing extra, because the
        result is cached."""
        if isinstance(part, LiveCodeView):
            return part.block.source.count("\n") + 1
        if isinstance(part, LiveOutput):
            return 0
        if isinstance(part, FoldView):
            return 1
        if isinstance(part, SelectableStatic) and isinstance(part.content, Fitted):
            return part.content.height(self.view.app.console, max(width, 1))
        return QUESTION


def all_of(parts: Iterable[Widget], kind: type[QueryType]) -> list[QueryType]:
    """The widgets of this kind among ``parts`` and their descendants."""
    return [one for part in parts for one in part.walk_children(kind, with_self=True)]
