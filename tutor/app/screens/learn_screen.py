"""Learn: one section at a time, its code alive, its sizes under the keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from tutor.app.copyable import Copyable, of_block, shown_in
from tutor.app.explanations import Explanations
from tutor.app.live_blocks import LiveBlocks, LiveRun
from tutor.app.screens.learn_keys import KEYS
from tutor.app.screens.screen import TutorScreen
from tutor.app.section_fill import SectionFill, all_of
from tutor.app.section_parts import live_code, section_parts
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.columns import share_columns
from tutor.app.widgets.fold import FoldView, fold_meant, is_folded_away
from tutor.app.widgets.lesson_path import PathList
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.pinned_output import PinnedOutput, block_read, follow, uncover
from tutor.app.widgets.quiz_card import QuizView
from tutor.app.widgets.section_view import Line, SectionView, looked_at
from tutor.app.widgets.size_bar import Size, SizesPanel
from tutor.app.widgets.task_line import TaskLine
from tutor.course.kinds import RUN
from tutor.course.markdown import all_sizes
from tutor.course.minutes import amount, in_words, step_minutes
from tutor.course.model import (
    Lesson,
    LiveCode,
    Section,
)
from tutor.progress.events import SectionRead

if TYPE_CHECKING:
    from tutor.app.services import Services


WIDE = 120  # columns from which on the top line has room for the time of the step


class LearnScreen(TutorScreen):
    """The place to read."""

    HEADING = "Learn"
    KEYS = KEYS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.lesson: Lesson | None = None
        self.section: Section | None = None
        self.blocks = LiveBlocks(self.session, self.kept, self.jobs, self._show_run)
        self.shown: Section | None = None  # whose text is in the frame; ``section`` may be on its way there
        self.runs: dict[str, LiveRun] = {}  # the last run of each of its blocks
        self.explanations = Explanations(self.session, self.kept)
        self.edge_for = 0  # the columns for which the lower edge was drawn
        self.unfolded: defaultdict[str, set[int]] = defaultdict(set)  # the lines of open folds, by lesson

    def content(self) -> ComposeResult:
        """Path, text, sizes."""
        with Horizontal(id="places"):
            yield PathList(self.session.course, id="path")
            yield SectionView(id="section")
            yield SizesPanel(id="sizes")

    def title_text(self) -> str:
        """The step."""
        if self.lesson is None or self.section is None:
            return ""
        if self.has_class("-low"):  # no frame, on which section and sizes would stand
            number = self.lesson.sections.index(self.section) + 1
            return (
                f"{self.lesson.step}.{number} {self.query_one(SizesPanel).in_a_row('  ')}{self.section.title}"
            )
        title = f"Step {self.lesson.step} · {self.lesson.title}"
        if self.size.width < WIDE:
            return title
        return f"{title} · {self.lesson.time}, counted {in_words(step_minutes(self.session.course, self.lesson))}"

    def about(self) -> str:
        """The section that is read."""
        return f"{self.lesson.id}#{self.section.id}" if self.lesson and self.section else ""

    def moved_sizes(self) -> Mapping[str, Size]:
        """Of the section."""
        panel = self.query_one(SizesPanel)
        return panel.sizes if panel.sizes != panel.own else {}

    async def on_mount(self) -> None:
        """Where the learner left."""
        state = self.kept.values
        lesson = self.session.lesson(str(state.get("lesson", ""))) or next(
            iter(self.session.course.lessons), None
        )
        if lesson is None:
            self.query_one(SectionView).mount(Static("This course has no lessons.", markup=False))
            return
        section = lesson.section(str(state.get("section", ""))) or lesson.sections[0]
        view = self.query_one(SectionView)
        view.whole = self.whole
        self.fill = SectionFill(view)
        self._announce(lesson, section)
        await self._fill()
        for moved in ("scroll_y", "virtual_size"):
            self.watch(view, moved, self._follow_soon, init=False)
        view.focus()

    def on_screen_resume(self) -> None:
        """Remember the place."""
        super().on_screen_resume()
        self.kept.remember(place="learn")
        for view in self.query(QuizView):
            self.call_later(view.renew)

    def draw_progress(self) -> None:
        """The ticks of the path."""
        super().draw_progress()
        if self.lesson is not None and self.section is not None:
            self.query_one(PathList).show_place(self.lesson.id, self.section.id, self.session.standing)

    async def open(self, lesson: Lesson, section: Section, *, whole: bool = False) -> None:
        """Show a section, its beginning or the ``whole``, and run what is in it; where it leads is drawn first."""
        self._announce(lesson, section)
        if self.is_current:
            await self.echoed()
        await self._fill(whole=whole)

    def _turn_to(self, lesson: Lesson, section: Section) -> None:
        """As ``open``, later: the next key is not kept waiting, and of several sections the last is shown."""

        async def follow() -> None:
            await self.echoed()
            await self._fill()

        self._announce(lesson, section)
        self.run_worker(follow(), group="section")

    def _announce(self, lesson: Lesson, section: Section) -> None:
        """All around the text says already where this leads."""
        self.lesson, self.section = lesson, section
        number = lesson.sections.index(section) + 1
        set_titles(self.query_one(SectionView), f"{lesson.step}.{number} {section.title}")
        self.query_one(PathList).left = self.nav.left and self.nav.left.at
        self.query_one(PathList).show_place(lesson.id, section.id, self.session.standing)
        self.kept.remember(place="learn", lesson=lesson.id, section=section.id)
        self.draw_top()

    async def _fill(self, *, whole: bool = False) -> None:
        """Have the section's text in the frame; as much as can be seen, if not the ``whole``."""
        async with self.fill.busy:
            if self.shown is not self.section:
                await self._begin(whole=whole)
            elif whole:
                self._added(await self.fill.go_on(whole=True))
        if not self.fill.is_full:
            self.run_worker(self._fill_rest(), group="section")

    async def _begin(self, *, whole: bool) -> None:
        lesson, section = self.lesson, self.section
        assert lesson is not None
        assert section is not None
        view, panel = self.query_one(SectionView), self.query_one(SizesPanel)
        unfolded = self.unfolded[lesson.id]
        parts, sizes = section_parts(self.session, lesson, section, self.explanations, unfolded)
        self.runs = {}
        await self.fill.begin(parts, whole=whole)
        self.shown = section
        view.stay_at("")
        view.scroll_home(animate=False, immediate=True)
        panel.set_sizes(sizes, self.blocks.kept_sizes(lesson, section))
        self._share_columns()
        self.draw_edge()
        self._run(lesson, section, panel.sizes)

    async def _fill_rest(self) -> None:
        """A few parts at a time, so that keys come in between."""
        section = self.section
        while self.section is section and not self.fill.is_full:
            await self.echoed()
            async with self.fill.busy:
                if self.section is section is self.shown:
                    self._added(await self.fill.go_on())

    def _added(self, parts: Iterable[Widget]) -> None:
        """What ran meanwhile is drawn in them; and there may be keys for them."""
        for view in all_of(parts, LiveCodeView):
            if view.block.id in self.runs:
                view.show_trace(self.runs[view.block.id].trace)
        self.draw_foot()

    async def _begun(self) -> None:
        """Until the sizes and the beginning of the text are those of the section."""
        if self.shown is not self.section:
            await self._fill()

    async def whole(self) -> None:
        """Until all of the section is there: what is asked for may be in its last part."""
        if self.section is not None and (self.shown is not self.section or not self.fill.is_full):
            await self._fill(whole=True)

    def idle(self) -> frozenset[str]:
        """Sizes where the section has none, the playground where it has no code, a task where it ends without."""
        count = len(self.query_one(SizesPanel).sizes)
        sizes = set() if count else {"move(1)", "panel('sizes')"}
        sizes |= set() if count > 1 else {"choose(1)"}
        blocks = self.query(LiveCodeView)
        code = set() if blocks else {"playground"}
        code |= set() if any(block.trivial for block in blocks) else {"shapes"}
        code |= set() if self.query(FoldView) else {"fold"}
        return frozenset(sizes | code | (set() if self.query(TaskLine) else {"do"}))

    def draw_edge(self) -> None:
        """Below the text: the sizes, for when their panel is folded away, how far one is, how long it takes."""
        if self.lesson is None or self.section is None:
            return
        view, panel = self.query_one(SectionView), self.query_one(SizesPanel)
        self.edge_for = view.size.width
        folded = self.has_class("-narrow") and not panel.has_class("-open")
        here, last = self.lesson.sections.index(self.section) + 1, len(self.lesson.sections)
        edge = (panel.in_a_row(" · ") if folded else "") + f"{here} of {last}"
        time = f" · {in_words(amount(self.section, self.lesson).minutes)}"
        if cell_len(edge + time) <= view.size.width - 4:
            edge += time
        if cell_len(edge) > view.size.width - 4:
            edge = panel.in_a_row(" ") + f"{here}/{last}"
        set_titles(view, below=Content(edge))
        self.draw_top()

    def on_resize(self, event: events.Resize) -> None:
        """The edge says the sizes only when their panel is folded away."""
        super().on_resize(event)
        self._share_columns()
        self.call_after_refresh(self.draw_edge)
        self.call_after_refresh(self._follow)

    def _share_columns(self) -> None:
        path, panel = self.query_one(PathList), self.query_one(SizesPanel)
        share_columns(path, panel, self.size.width, folded=self.has_class("-narrow"))

    def _follow_soon(self) -> None:
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        """Keep the output of the block that is read in sight."""
        if self.query_one(SectionView).size.width != self.edge_for:
            self.draw_edge()
        if self.query(PinnedOutput) and self.query_one(SectionView).query(PinnedOutput):
            panel = self.query_one(SizesPanel)
            folded = panel.has_class("-folded") or self.has_class("-narrow")
            beside = None if folded else panel.query_one(PinnedOutput)
            read = follow(self.query_one(SectionView), beside)
            panel.look_at(read.block.id if read is not None else "")

    # Live code

    def _run(self, lesson: Lesson, section: Section, sizes: Mapping[str, Size]) -> None:
        self.blocks.run(lesson, live_code(lesson, section), sizes)

    def _show_run(self, run: LiveRun) -> None:
        self.runs[run.block.id] = run
        self.query_one(SizesPanel).show_shapes(run.block.id, run.trace)
        for view in self.query(LiveCodeView):
            if view.block is run.block:
                view.show_trace(run.trace)
                self.draw_top()
                self.call_after_refresh(self._follow)
                if view.before is not None:  # a key moved a size: what it moves is seen together
                    self.call_after_refresh(self.call_after_refresh, self._show_code)

    def _show_code(self) -> None:
        views, section = self._live_code(), self.query_one(SectionView)
        if (read := block_read(views, section.region.shrink(section.gutter))) is not None:
            uncover(section, read)

    @on(SizesPanel.Moved)
    def _sizes_moved(self, event: SizesPanel.Moved) -> None:
        self.draw_edge()
        if self.lesson and self.section:
            self.blocks.keep_sizes(self.lesson, self.section, event.sizes)
            self._run(self.lesson, self.section, event.sizes)

    async def action_move(self, step: int) -> None:
        """The chosen size, smaller or larger."""
        await self._begun()
        self.query_one(SizesPanel).move(step)

    async def action_double(self, times: int) -> None:
        """The chosen size, half or twice as large."""
        await self._begun()
        self.query_one(SizesPanel).double(times)

    async def action_choose(self, step: int) -> None:
        """Another size."""
        await self._begun()
        self.query_one(SizesPanel).choose(step)
        self.draw_edge()

    async def action_restore(self) -> None:
        """The lesson's own sizes."""
        await self._begun()
        self.query_one(SizesPanel).restore()

    # Questions

    @on(QuizView.Answered)
    def _answered(self, event: QuizView.Answered) -> None:
        self.session.answer(event.asked, event.given)
        self.draw_top()

    # Moving about

    @on(OptionList.OptionSelected, "#path")
    async def _picked(self, event: OptionList.OptionSelected) -> None:
        lesson_id, section_id = self.query_one(PathList).place(event.option_index)
        self.nav.jump()
        await self.go_to(lesson_id, section_id)
        if section_id is not None:
            self.query_one(SectionView).focus()
            self.remove_class("-listing")

    async def go_to(
        self, lesson_id: str, section_id: str | None, words: str = "", *, whole: bool = False
    ) -> None:
        """Open a section by its ids, a step without section at its first; and go down to where ``words`` stand."""
        lesson = self.session.lesson(lesson_id)
        if lesson is None:
            return
        section = lesson.section(section_id) if section_id else lesson.sections[0]
        if section is not None and section is not self.section:
            await self.open(lesson, section, whole=whole or bool(words))
        elif whole or words:
            await self.whole()
        self.query_one(SectionView).stay_at(words)

    # The way back

    def spot_words(self) -> str:
        """The section, with its number."""
        if self.lesson is None or self.section is None:
            return self.HEADING
        return f"{self.lesson.step}.{self.lesson.sections.index(self.section) + 1} {self.section.title}"

    def spot_line(self) -> Hashable:
        """The section, the line at the upper edge, and what has the focus."""
        if self.lesson is None or self.section is None:
            return None
        if self.shown is not self.section:
            return self.lesson.id, self.section.id, (0, 0), None
        chain = self.focus_chain
        focus = chain.index(self.focused) if self.focused in chain else None
        return self.lesson.id, self.section.id, self.query_one(SectionView).top_line(), focus

    async def return_to(self, line: tuple[str, str, Line, int | None] | None) -> None:
        """That section, scrolled to that line."""
        if line is None:
            return
        lesson_id, section_id, top, focus = line
        await self.go_to(lesson_id, section_id, whole=True)
        self.remove_class("-listing")
        self.query_one(SectionView).stay_at(top)

        def take_focus() -> None:
            chain = self.focus_chain
            wanted = chain[focus] if focus is not None and focus < len(chain) else None
            (wanted or self.query_one(SectionView)).focus(scroll_visible=False)

        self.call_after_refresh(take_focus)

    async def action_go(self, step: int) -> None:
        """The next section, also into the next step; forwards counts as read."""
        if self.lesson is None or self.section is None:
            return
        pages = self.session.pages()
        at = next(
            i
            for i, (lesson, section) in enumerate(pages)
            if lesson is self.lesson and section is self.section
        )
        if step > 0 and not self.session.standing.is_read(self.lesson.id, self.section.id):
            self.session.record(
                SectionRead(at=self.session.now(), step=self.lesson.id, section=self.section.id)
            )
        if not 0 <= at + step < len(pages):
            self.notify("This is the last section so far." if step > 0 else "This is the first section.")
            self.query_one(PathList).show_place(self.lesson.id, self.section.id, self.session.standing)
            return
        self.nav.settle()
        self._turn_to(*pages[at + step])
        self.set_focus(self.query_one(SectionView))  # now: a key that is on its way may move it on

    def action_panel(self, name: str) -> None:
        """Show or fold away a side panel."""
        panel = self.query_one(f"#{name}")
        if not self.has_class("-narrow"):
            panel.toggle_class("-folded")
        elif name == "sizes":
            panel.toggle_class("-open")
            self.draw_edge()
        else:
            self.toggle_class("-listing")
            (panel if self.has_class("-listing") else self.query_one(SectionView)).focus()

    def action_text(self) -> None:
        """Back to the text; open panels of a narrow screen fold away."""
        self.remove_class("-listing")
        self.query_one(SizesPanel).remove_class("-open")
        self.draw_edge()
        self.query_one(SectionView).focus()

    def _live_code(self) -> list[LiveCodeView]:
        """What can be read of it."""
        return [view for view in self.query(LiveCodeView) if not is_folded_away(view)]

    def _block_in_view(self) -> LiveCodeView | None:
        views = self._live_code()
        frame = self.query_one(SectionView).region
        return views[looked_at([view.region for view in views], frame)] if views else None

    def to_copy(self) -> list[Copyable]:
        """In the text the block in view and the whole section; elsewhere what has the focus."""
        view = self.query_one(SectionView)
        if self.focused is not None and self.focused is not view:
            card = next((one for one in self.focused.ancestors_with_self if isinstance(one, QuizView)), None)
            return [Copyable("the question", shown_in(card).text)] if card else super().to_copy()
        block = self._block_in_view()
        return [*(of_block(block) if block else []), Copyable("the section", shown_in(view).text)]

    async def action_playground(self) -> None:
        """Open the block that is looked at."""
        await self.whole()
        view = self._block_in_view()
        if view is None or self.lesson is None:
            self.notify("There is no live code in this section.")
            return
        await self.leads_to("playground")
        self._to_playground(self.lesson, view.block)

    def _to_playground(self, lesson: Lesson, block: LiveCode) -> None:
        from tutor.app.screens.playground_screen import PlaygroundScreen

        sizes = {**all_sizes(lesson, block)}
        sizes |= {name: value for name, value in self.query_one(SizesPanel).sizes.items() if name in sizes}
        self.app.push_screen(PlaygroundScreen(self.services, lesson, block, sizes))

    async def action_do(self) -> None:
        """Open what the section's task names: a block of it in the playground, or another place."""
        await self.whole()
        task = self.lesson.tasks.get(self.section.id) if self.lesson and self.section else None
        if task is None or self.lesson is None:
            self.notify("This section ends without a task.")
            return
        kind, _, name = task.to.partition(":")
        view = next((one for one in self.query(LiveCodeView) if kind == RUN and one.block.id == name), None)
        if view is not None:
            self._to_playground(self.lesson, view.block)
        else:
            await self.nav.go(task.to)

    async def action_shapes(self) -> None:
        """Every line's shape, or only what the sizes touch."""
        await self.whole()
        for view in self.query(LiveCodeView):
            view.show_all_shapes(not view.all_shapes)

    async def action_fold(self) -> None:
        """Open what is folded, or close it."""
        await self.whole()
        folds, view = list(self.query(FoldView)), self.query_one(SectionView)
        if folds:
            fold_meant(folds, view.region.shrink(view.gutter)).turn()
        else:
            self.notify("Nothing is folded in this section.")

    @on(FoldView.Turned)
    def _turned(self, event: FoldView.Turned) -> None:
        if self.lesson is not None:
            kept, line = self.unfolded[self.lesson.id], event.view.fold.line
            (kept.add if event.view.is_open else kept.discard)(line)
        self.query_one(SectionView).keep_in_view(event.view.line)

    async def action_note(self) -> None:
        """The note of this section."""
        if self.lesson is not None and self.section is not None:
            await self.leads_to("note")
            from tutor.app.screens.note_editor import write_note

            write_note(self, self.lesson, self.section)

    async def action_links(self) -> None:
        """Where this section points to."""
        from tutor.app.screens.dialogs import PickDialog
        from tutor.app.screens.note_editor import links

        if self.lesson is None or self.section is None:
            return
        if found := links(self.session.course, self.lesson, self.section):
            await self.leads_to("links")
            self.app.push_screen(PickDialog("Go to", list(found.items())), self.nav.go)
        else:
            self.notify("This section links to no other.")
