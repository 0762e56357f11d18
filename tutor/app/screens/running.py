"""Moving the sizes of the section that is open, and running its live blocks with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on, work

from tutor.app.messages import Failed, Traced
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.size_bar import Size, SizesPanel
from tutor.course.markdown import all_sizes, chain
from tutor.course.model import Lesson, LiveCode, Section
from tutor.engines import EnginesClosed
from tutor.progress.events import BlockRun

if TYPE_CHECKING:
    from tutor.app.services import Services


class RunningScreen(TutorScreen):
    """A subclass shows ``section``, with a ``LiveCodeView`` a block and a ``SizesPanel``."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.lesson: Lesson | None = None
        self.section: Section | None = None
        self.ticket = 0
        self.asked: set[str] = set()  # blocks whose run with other sizes is recorded

    def draw_edge(self) -> None:
        """Say the sizes where their panel is folded away."""
        raise NotImplementedError

    def block_drawn(self) -> None:
        """A block has shown what it did: it may be longer now."""

    def run_blocks(self, sizes: Mapping[str, Size]) -> None:
        """Run every live block of the section with these sizes; an earlier request is forgotten."""
        self.ticket += 1
        views = list(self.query(LiveCodeView))
        lesson = self.lesson
        if views and lesson:
            self._run(self.ticket, lesson, [view.block for view in views], dict(sizes))

    @work(thread=True, exclusive=True, group="trace")
    def _run(self, ticket: int, lesson: Lesson, live: list[LiveCode], sizes: dict[str, Size]) -> None:
        try:
            tracer = self.session.tracer
            for block in live:
                if ticket != self.ticket:
                    return
                wanted = {name: sizes.get(name, value) for name, value in all_sizes(lesson, block).items()}
                before = [one.source for one in chain(lesson, block)]
                trace = tracer.trace(block.source, wanted, before=before)
                self.post_message(Traced(ticket, block.id, wanted, trace))
        except EnginesClosed:
            return
        except Exception as error:
            self.post_message(Failed(f"The code could not be run: {error}"))

    @on(Traced)
    def _traced(self, event: Traced) -> None:
        if event.ticket != self.ticket or self.lesson is None:
            return
        for view in self.query(LiveCodeView):
            if view.block.id != event.block_id:
                continue
            view.show_trace(event.trace)
            self.call_after_refresh(self.block_drawn)
            self.query_one(SizesPanel).show_shapes(event.trace)
            own = all_sizes(self.lesson, view.block)
            block = f"{self.lesson.id}#{view.block.id}"
            if dict(event.sizes) != own and event.trace.failure is None and block not in self.asked:
                self.asked.add(block)
                self.session.record(BlockRun(at=self.session.now(), block=block, sizes=dict(event.sizes)))
                self.draw_top()

    @on(SizesPanel.Moved)
    def _sizes_moved(self, event: SizesPanel.Moved) -> None:
        if self.lesson and self.section:
            kept = dict(self.kept.values.get("sizes") or {})
            kept[f"{self.lesson.id}#{self.section.id}"] = event.sizes
            self.kept.remember(sizes=kept)
        self.draw_edge()
        self.run_blocks(event.sizes)

    def kept_sizes(self) -> Mapping[str, Size]:
        """The sizes that the learner had in this section, if any."""
        kept = self.kept.values.get("sizes", {})
        key = f"{self.lesson.id}#{self.section.id}" if self.lesson and self.section else ""
        found = kept.get(key, {}) if isinstance(kept, dict) else {}
        return found if isinstance(found, dict) else {}

    def action_move(self, step: int) -> None:
        """The chosen size, smaller or larger."""
        self.query_one(SizesPanel).move(step)

    def action_double(self, times: int) -> None:
        """The chosen size, half or twice as large."""
        self.query_one(SizesPanel).double(times)

    def action_choose(self, step: int) -> None:
        """Another size."""
        self.query_one(SizesPanel).choose(step)
        self.draw_edge()

    def action_restore(self) -> None:
        """The lesson's own sizes."""
        self.query_one(SizesPanel).restore()
