"""Running the live blocks of the section that is open, with the sizes as they are now."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on, work

from tutor.app.engines import EnginesClosed
from tutor.app.messages import Failed, Traced
from tutor.app.screens.place import PlaceScreen
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.sizes import Size, SizesPanel
from tutor.course import all_sizes, chain
from tutor.course.types import Lesson, LiveCode, Section
from tutor.progress.events import BlockRun


class RunningScreen(PlaceScreen):
    """A subclass shows ``section``, with a ``LiveCodeView`` a block and a ``SizesPanel``."""

    def __init__(self) -> None:
        super().__init__()
        self.lesson: Lesson | None = None
        self.section: Section | None = None
        self.ticket = 0
        self.asked: set[str] = set()  # blocks whose run with other sizes is recorded

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
            tracer = self.services.tracer
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
            self.query_one(SizesPanel).show_shapes(event.trace)
            own = all_sizes(self.lesson, view.block)
            block = f"{self.lesson.id}#{view.block.id}"
            if dict(event.sizes) != own and event.trace.failure is None and block not in self.asked:
                self.asked.add(block)
                self.services.record(BlockRun(at=self.services.now(), block=block, sizes=dict(event.sizes)))
                self.draw_top()
