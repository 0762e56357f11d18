"""The current section: fills the frame with its text, and runs its blocks with the learner's sizes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from textual.widget import Widget

from tutor.app.explanations import Explanations
from tutor.app.live_blocks import LiveBlocks, LiveRun
from tutor.app.section_fill import SectionFill, all_of
from tutor.app.section_parts import live_code, section_parts
from tutor.app.section_sizes import quantities_in
from tutor.app.widgets.fold import is_folded_away
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.pinned_output import PinnedOutput, block_read, follow, uncover
from tutor.app.widgets.section_view import SectionView, looked_at
from tutor.app.widgets.size_bar import SizesPanel
from tutor.course.size_values import Size

if TYPE_CHECKING:
    from tutor.app.screens.screen import TutorScreen
    from tutor.course.model import Lesson, Section


class SectionPage:
    """``section`` is the requested section; ``shown`` is the one in the frame, which may lag behind.

    ``begun`` is called when the beginning of another section is shown.
    """

    def __init__(self, screen: TutorScreen, begun: Callable[[], None]) -> None:
        self.screen, self.begun = screen, begun
        self.lesson: Lesson | None = None
        self.section: Section | None = None
        self.shown: Section | None = None
        self.blocks = LiveBlocks(screen.session, screen.kept, screen.jobs, self._show_run)
        self.runs: dict[str, LiveRun] = {}  # the last run of each block
        self.explanations = Explanations(screen.session, screen.kept)
        self.unfolded: defaultdict[str, set[int]] = defaultdict(set)  # the lines of open folds, by lesson
        self._filling: SectionFill | None = None

    @property
    def view(self) -> SectionView:
        """The frame."""
        return self.screen.query_one(SectionView)

    @property
    def panel(self) -> SizesPanel:
        """The section's sizes."""
        return self.screen.query_one(SizesPanel)

    # Text

    async def fill(self, *, whole: bool = False) -> None:
        """Show the section's text: the visible part, or the ``whole``."""
        filling = self._filling = self._filling or SectionFill(self.view)
        async with filling.busy:
            if self.shown is not self.section:
                await self._begin(filling, whole=whole)
            elif whole:
                self._added(await filling.go_on(whole=True))
        if not filling.is_full:
            self.screen.run_worker(self._fill_rest(filling), group="section")

    async def fill_beginning(self) -> None:
        """Show the sizes and the beginning of the section."""
        if self.shown is not self.section:
            await self.fill()

    async def fill_whole(self) -> None:
        """Wait until the whole section is mounted."""
        there = self.shown is self.section and self._filling is not None and self._filling.is_full
        if self.section is not None and not there:
            await self.fill(whole=True)

    async def _begin(self, filling: SectionFill, *, whole: bool) -> None:
        lesson, section = self.lesson, self.section
        assert lesson is not None
        assert section is not None
        view, panel = self.view, self.panel
        unfolded = self.unfolded[lesson.id]
        parts, sizes = section_parts(self.screen.session, lesson, section, self.explanations, unfolded)
        self.runs = {}
        await filling.begin(parts, whole=whole)
        self.shown = section
        view.stay_at("")
        view.scroll_home(animate=False, immediate=True)
        panel.set_sizes(sizes, self.blocks.kept_sizes(lesson, section), quantities_in(lesson, section))
        self.begun()
        self._run(panel.sizes)

    async def _fill_rest(self, filling: SectionFill) -> None:
        """Mount a few widgets at a time, so that keys are handled in between."""
        section = self.section
        while self.section is section and not filling.is_full:
            await self.screen.echoed()
            async with filling.busy:
                if self.section is section is self.shown:
                    self._added(await filling.go_on())

    def _added(self, parts: Iterable[Widget]) -> None:
        """Draw finished runs in new widgets, and update the keys."""
        for view in all_of(parts, LiveCodeView):
            if view.block.id in self.runs:
                view.show_trace(self.runs[view.block.id].trace)
        self.screen.draw_foot()

    # Live code

    def live_code(self) -> list[LiveCodeView]:
        """The mounted live blocks."""
        return [view for view in self.screen.query(LiveCodeView) if not is_folded_away(view)]

    def block_in_view(self) -> LiveCodeView | None:
        """The current block."""
        views = self.live_code()
        return views[looked_at([view.region for view in views], self.view.region)] if views else None

    def follow(self) -> None:
        """Keep the output of the current block visible."""
        if self.screen.query(PinnedOutput) and self.view.query(PinnedOutput):
            panel = self.panel
            folded = panel.has_class("-folded") or self.screen.has_class("-narrow")
            beside = None if folded else panel.query_one(PinnedOutput)
            read = follow(self.view, beside)
            panel.look_at(read.block.id if read is not None else "")

    def move_sizes(self, sizes: Mapping[str, Size]) -> None:
        """Run the blocks with these sizes, and save them for the next visit."""
        if self.lesson and self.section:
            self.blocks.keep_sizes(self.lesson, self.section, sizes)
            self._run(sizes)

    def _run(self, sizes: Mapping[str, Size]) -> None:
        if self.lesson and self.section:
            self.blocks.run(self.lesson, live_code(self.lesson, self.section), sizes)

    def _show_run(self, run: LiveRun) -> None:
        self.runs[run.block.id] = run
        self.panel.show_shapes(run.block.id, run.trace)
        for view in self.screen.query(LiveCodeView):
            if view.block is run.block:
                view.show_trace(run.trace)
                self.screen.draw_top()
                self.screen.call_after_refresh(self.follow)
                if view.before is not None:  # a key changed a size, so show all its effects at once
                    self.screen.call_after_refresh(self.screen.call_after_refresh, self._show_code)

    def _show_code(self) -> None:
        view = self.view
        if (read := block_read(self.live_code(), view.region.shrink(view.gutter))) is not None:
            uncover(view, read)
