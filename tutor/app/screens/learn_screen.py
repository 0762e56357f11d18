"""Learn: one section at a time, with live code and sizes that keys change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from tutor.app.copyable import Copyable
from tutor.app.screens.learn_keys import KEYS
from tutor.app.screens.screen import TutorScreen
from tutor.app.section_edge import lower_edge
from tutor.app.section_page import SectionPage
from tutor.app.section_sizes import choose_preset, type_size
from tutor.app.section_tasks import (
    copyable,
    do_task,
    keep_fold,
    nothing_to_do,
    open_block_in_view,
    turn_fold,
    turn_shapes,
)
from tutor.app.textual_fixes import set_titles
from tutor.app.widgets.columns import share_columns
from tutor.app.widgets.fold import FoldView
from tutor.app.widgets.lesson_path import PathList
from tutor.app.widgets.quiz_card import QuizView
from tutor.app.widgets.section_view import Line, SectionView
from tutor.app.widgets.size_bar import SizesPanel
from tutor.course.minutes import in_words, step_minutes
from tutor.course.model import Lesson, Section
from tutor.course.size_values import Size
from tutor.progress.events import SectionRead

if TYPE_CHECKING:
    from tutor.app.services import Services


WIDE = 120  # from this width on, the top line shows the time that the step takes


class LearnScreen(TutorScreen):
    """The screen for reading."""

    HEADING = "Learn"
    KEYS = KEYS

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.page = SectionPage(self, self._begun)
        self.edge_for = 0  # width for which the lower edge was drawn

    @property
    def lesson(self) -> Lesson | None:
        """The section's lesson."""
        return self.page.lesson

    @property
    def section(self) -> Section | None:
        """The current section."""
        return self.page.section

    def content(self) -> ComposeResult:
        """Path, text, sizes."""
        with Horizontal(id="places"):
            yield PathList(self.session.course, id="path")
            yield SectionView(id="section")
            yield SizesPanel(id="sizes")

    def title_text(self) -> str:
        """The title of the step."""
        if self.lesson is None or self.section is None:
            return ""
        if self.has_class("-low"):  # there is no frame on which to show the section and the sizes
            number = self.lesson.sections.index(self.section) + 1
            return (
                f"{self.lesson.step}.{number} {self.query_one(SizesPanel).in_a_row('  ')}{self.section.title}"
            )
        title = f"Step {self.lesson.step} · {self.lesson.title}"
        if self.size.width < WIDE:
            return title
        return f"{title} · {self.lesson.time}, counted {in_words(step_minutes(self.session.course, self.lesson))}"

    def about(self) -> str:
        """The reference of the current section."""
        return f"{self.lesson.id}#{self.section.id}" if self.lesson and self.section else ""

    def moved_sizes(self) -> Mapping[str, Size]:
        """The section's sizes."""
        panel = self.query_one(SizesPanel)
        return panel.sizes if panel.sizes != panel.own else {}

    async def on_mount(self) -> None:
        """Open the section where the learner left off."""
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
        self._announce(lesson, section)
        await self.page.fill()
        for moved in ("scroll_y", "virtual_size"):
            self.watch(view, moved, self._follow_soon, init=False)
        view.focus()

    def on_screen_resume(self) -> None:
        """Save the place."""
        super().on_screen_resume()
        self.kept.remember(place="learn")
        for view in self.query(QuizView):
            self.call_later(view.renew)

    def draw_progress(self) -> None:
        """Update the ticks in the path."""
        super().draw_progress()
        if self.lesson is not None and self.section is not None:
            self.query_one(PathList).show_place(self.lesson.id, self.section.id, self.session.standing)

    async def open(self, lesson: Lesson, section: Section, *, whole: bool = False) -> None:
        """Show a section (its beginning, or the ``whole``) and run its blocks. The titles are drawn first."""
        self._announce(lesson, section)
        if self.is_current:
            await self.echoed()
        await self.page.fill(whole=whole)

    def _turn_to(self, lesson: Lesson, section: Section) -> None:
        """Like ``open``, but without delaying the next key; of several requests only the last is shown."""

        async def follow() -> None:
            await self.echoed()
            await self.page.fill()

        self._announce(lesson, section)
        self.run_worker(follow(), group="section")

    def _announce(self, lesson: Lesson, section: Section) -> None:
        """Update everything around the text to the new section."""
        self.page.lesson, self.page.section = lesson, section
        number = lesson.sections.index(section) + 1
        set_titles(self.query_one(SectionView), f"{lesson.step}.{number} {section.title}")
        self.query_one(PathList).left = self.nav.left and self.nav.left.at
        self.query_one(PathList).show_place(lesson.id, section.id, self.session.standing)
        self.kept.remember(place="learn", lesson=lesson.id, section=section.id)
        self.draw_top()

    def _begun(self) -> None:
        """Called when the beginning of another section is shown."""
        self._share_columns()
        self.draw_edge()

    async def whole(self) -> None:
        """Wait until the whole section is mounted, because the target may be in its last part."""
        await self.page.fill_whole()

    def idle(self) -> frozenset[str]:
        """The keys that have no target in this section."""
        return nothing_to_do(self.page)

    def draw_edge(self) -> None:
        """Draw the lower edge: the sizes if their panel is hidden, the position, the time."""
        if self.lesson is None or self.section is None:
            return
        view, panel = self.query_one(SectionView), self.query_one(SizesPanel)
        self.edge_for = view.size.width
        folded = self.has_class("-narrow") and not panel.has_class("-open")
        edge = lower_edge(self.lesson, self.section, panel, view.size.width - 4, folded=folded)
        set_titles(view, below=Content(edge))
        self.draw_top()

    def on_resize(self, event: events.Resize) -> None:
        """Redraw the lower edge, which shows the sizes only if their panel is hidden."""
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
        """Keep the output of the current block visible."""
        if self.query_one(SectionView).size.width != self.edge_for:
            self.draw_edge()
        self.page.follow()

    # Sizes

    @on(SizesPanel.Moved)
    def _sizes_moved(self, event: SizesPanel.Moved) -> None:
        self.draw_edge()
        self.page.move_sizes(event.sizes)

    async def action_move(self, step: int) -> None:
        """Decrease or increase the selected size."""
        await self.page.fill_beginning()
        self.query_one(SizesPanel).move(step)

    async def action_double(self, times: int) -> None:
        """Halve or double the selected size."""
        await self.page.fill_beginning()
        self.query_one(SizesPanel).double(times)

    async def action_choose(self, step: int) -> None:
        """Select another size."""
        await self.page.fill_beginning()
        self.query_one(SizesPanel).choose(step)
        self.draw_edge()

    async def action_restore(self) -> None:
        """Restore the lesson's sizes."""
        await self.page.fill_beginning()
        self.query_one(SizesPanel).restore()

    async def action_type_size(self) -> None:
        """Open a field for the value of the selected size."""
        await self.page.fill_beginning()
        type_size(self.page)

    async def action_preset(self) -> None:
        """List the presets that set the sizes of this section."""
        await self.page.fill_beginning()
        await choose_preset(self.page)

    # Questions

    @on(QuizView.Answered)
    def _answered(self, event: QuizView.Answered) -> None:
        self.session.answer(event.asked, event.given)
        self.draw_top()

    # Navigation

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
        """Open a section by its ids (without a section id, the lesson's first), and scroll to ``words``."""
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
        """The section's number and title."""
        if self.lesson is None or self.section is None:
            return self.HEADING
        return f"{self.lesson.step}.{self.lesson.sections.index(self.section) + 1} {self.section.title}"

    def spot_line(self) -> Hashable:
        """The section, the top line, and the focused question."""
        if self.lesson is None or self.section is None:
            return None
        if self.page.shown is not self.section:
            return self.lesson.id, self.section.id, (0, 0), None
        chain = self.focus_chain
        focus = chain.index(self.focused) if self.focused in chain else None
        return self.lesson.id, self.section.id, self.query_one(SectionView).top_line(), focus

    async def return_to(self, line: tuple[str, str, Line, int | None] | None) -> None:
        """Show that section, scrolled to that line."""
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
        """Go to the next or previous section, across steps. Going forward records the section as read."""
        if self.lesson is None or self.section is None:
            return
        pages = self.session.pages()
        at = next(n for n, page in enumerate(pages) if page[0] is self.lesson and page[1] is self.section)
        if step > 0 and not self.session.standing.is_read(self.lesson.id, self.section.id):
            self.session.record(
                SectionRead(at=self.session.now(), step=self.lesson.id, section=self.section.id)
            )
        if not 0 <= at + step < len(pages):
            self.notify("This is the last section." if step > 0 else "This is the first section.")
            self.query_one(PathList).show_place(self.lesson.id, self.section.id, self.session.standing)
            return
        self.nav.settle()
        self._turn_to(*pages[at + step])
        # immediately, because the next key may act on the new section
        self.set_focus(self.query_one(SectionView))

    def action_panel(self, name: str) -> None:
        """Show or hide a side panel."""
        panel = self.query_one(f"#{name}")
        if not self.has_class("-narrow"):
            panel.toggle_class("-folded")
        elif name == "sizes":
            panel.toggle_class("-open")
            self._share_columns()
            self.draw_edge()
        else:
            self.toggle_class("-listing")
            (panel if self.has_class("-listing") else self.query_one(SectionView)).focus()

    def action_text(self) -> None:
        """Focus the text. On a narrow screen, hide open panels."""
        self.remove_class("-listing")
        self.query_one(SizesPanel).remove_class("-open")
        self.draw_edge()
        self.query_one(SectionView).focus()

    def to_copy(self) -> list[Copyable]:
        """In the text, the current block and the whole section; elsewhere the focused widget."""
        found = copyable(self.page)
        return super().to_copy() if found is None else found

    async def action_playground(self) -> None:
        """Open the current block in the playground."""
        await self.whole()
        await open_block_in_view(self.page)

    async def action_do(self) -> None:
        """Open the target of the section's task: one of its blocks in the playground, or another place."""
        await self.whole()
        await do_task(self.page)

    async def action_shapes(self) -> None:
        """Show the shapes of all lines, or only those that depend on sizes."""
        await self.whole()
        turn_shapes(self.page)

    async def action_fold(self) -> None:
        """Open or close the fold."""
        await self.whole()
        turn_fold(self.page)

    @on(FoldView.Turned)
    def _turned(self, event: FoldView.Turned) -> None:
        keep_fold(self.page, event.view)

    async def action_note(self) -> None:
        """Edit the note of this section."""
        if self.lesson is not None and self.section is not None:
            await self.leads_to("note")
            from tutor.app.screens.note_editor import write_note

            write_note(self, self.lesson, self.section)

    async def action_links(self) -> None:
        """List the links of this section."""
        if self.lesson is not None and self.section is not None:
            from tutor.app.screens.note_editor import choose_link

            await choose_link(self, self.lesson, self.section)
