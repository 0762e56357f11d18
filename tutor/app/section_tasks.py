"""Actions on a section: run its code in the playground, do its task, copy, fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.app.copyable import Copyable, of_block, shown_in
from tutor.app.section_sizes import presets_for
from tutor.app.widgets.fold import FoldView, fold_meant
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.quiz_card import QuizView
from tutor.app.widgets.task_line import TaskLine
from tutor.course.kinds import RUN
from tutor.course.markdown import all_sizes

if TYPE_CHECKING:
    from tutor.app.section_page import SectionPage
    from tutor.course.model import Lesson, LiveCode


def nothing_to_do(page: SectionPage) -> frozenset[str]:
    """Actions without a target: sizes, the playground or a task, if the section has none."""
    count = len(page.panel.sizes)
    sizes = set() if count else {"move(1)", "panel('sizes')", "type_size"}
    sizes |= set() if presets_for(page) else {"preset"}
    sizes |= set() if count > 1 else {"choose(1)"}
    blocks = page.screen.query(LiveCodeView)
    code = set() if blocks else {"playground"}
    code |= set() if any(block.trivial for block in blocks) else {"shapes"}
    code |= set() if page.screen.query(FoldView) else {"fold"}
    return frozenset(sizes | code | (set() if page.screen.query(TaskLine) else {"do"}))


async def open_block_in_view(page: SectionPage) -> None:
    """Open the current block in the playground."""
    view = page.block_in_view()
    if view is None or page.lesson is None:
        page.screen.notify("This section has no live block.")
        return
    await _to_playground(page, page.lesson, view.block)


async def _to_playground(page: SectionPage, lesson: Lesson, block: LiveCode) -> None:
    await page.screen.leads_to("playground")
    from tutor.app.screens.playground_screen import PlaygroundScreen

    sizes = {**all_sizes(lesson, block)}
    sizes |= {name: value for name, value in page.panel.sizes.items() if name in sizes}
    page.screen.app.push_screen(PlaygroundScreen(page.screen.services, lesson, block, sizes))


async def do_task(page: SectionPage) -> None:
    """Open the target of the section's task: one of its blocks in the playground, or another place."""
    task = page.lesson.tasks.get(page.section.id) if page.lesson and page.section else None
    if task is None or page.lesson is None:
        page.screen.notify("This section has no task.")
        return
    kind, _, name = task.to.partition(":")
    blocks = page.screen.query(LiveCodeView)
    view = next((one for one in blocks if kind == RUN and one.block.id == name), None)
    if view is not None:
        await _to_playground(page, page.lesson, view.block)
    else:
        await page.screen.nav.go(task.to)


def turn_shapes(page: SectionPage) -> None:
    """Show the shapes of all lines, or only those that depend on sizes."""
    for view in page.screen.query(LiveCodeView):
        view.show_all_shapes(not view.all_shapes)


def turn_fold(page: SectionPage) -> None:
    """Open or close the fold."""
    folds, view = list(page.screen.query(FoldView)), page.view
    if folds:
        fold_meant(folds, view.region.shrink(view.gutter)).turn()
    else:
        page.screen.notify("This section has no folds.")


def keep_fold(page: SectionPage, turned: FoldView) -> None:
    """Store whether the fold is open, for the next visit to the section."""
    if page.lesson is not None:
        kept, line = page.unfolded[page.lesson.id], turned.fold.line
        (kept.add if turned.is_open else kept.discard)(line)
    page.view.keep_in_view(turned.line)


def copyable(page: SectionPage) -> list[Copyable] | None:
    """In the text, the current block and the whole section; in a question, the question; None elsewhere."""
    view, focused = page.view, page.screen.focused
    if focused is not None and focused is not view:
        card = next((one for one in focused.ancestors_with_self if isinstance(one, QuizView)), None)
        return [Copyable("the question", shown_in(card).text)] if card else None
    block = page.block_in_view()
    return [*(of_block(block) if block else []), Copyable("the section", shown_in(view).text)]
