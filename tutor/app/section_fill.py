"""Putting a section's parts on the screen: those in sight first, the rest while the learner reads."""

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
QUESTION = 8  # rows, about: few are as low, so that the frame is rather filled twice than left empty
BATCH = 3  # parts that are laid out between two looks at the keys


class SectionFill:
    """What of a section is not yet in ``view``. One at a time puts something there: ``busy``."""

    def __init__(self, view: SectionView) -> None:
        self.view = view
        self.busy = asyncio.Lock()
        self._left: list[Part] = []

    @property
    def is_full(self) -> bool:
        """Whether all parts are there."""
        return not self._left

    async def begin(self, parts: Sequence[Part], *, whole: bool) -> None:
        """These parts in place of all others: as many as fill the frame, or the ``whole``."""
        view = self.view
        forget(view.screen, view)
        head = len(parts) if whole else self._in_sight(parts)
        self._left = list(parts[head:])
        with view.app.batch_update():
            await view.remove_children()
            await view.mount_all([*parts[:head], PinnedOutput()])

    async def go_on(self, *, whole: bool = False) -> list[Widget]:
        """The next parts, or all that are left; those that are there now."""
        count = len(self._left) if whole else BATCH
        more, self._left = self._left[:count], self._left[count:]
        if more:
            await self.view.mount_all(more, before=self.view.query_children(PinnedOutput).first())
        return list(more)

    def _in_sight(self, parts: Sequence[Part]) -> int:
        """How many parts fill the frame."""
        frame = self.view.scrollable_content_region.size or self.view.app.size
        rows = 0
        for number, part in enumerate(parts):
            if rows >= frame.height:
                return number
            rows += self._rows(part, min(frame.width, MOST_COLUMNS))
        return len(parts)

    def _rows(self, part: Part, width: int) -> int:
        """At least so many; a text is drawn for it, which is kept for when it is painted."""
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
    """The widgets of this kind among ``parts`` and in them."""
    return [one for part in parts for one in part.walk_children(kind, with_self=True)]
