"""Creates the widgets of a section, and the sizes that its live blocks share."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from textual.widget import Widget

from tutor.app.explanations import Explanations
from tutor.app.rich_theme import Fitted, prose
from tutor.app.widgets.fold import FoldView
from tutor.app.widgets.live_code import LiveCodeView
from tutor.app.widgets.quiz_card import QuizView
from tutor.app.widgets.selectable import SelectableStatic
from tutor.app.widgets.task_line import TaskLine
from tutor.course import dated
from tutor.course.folds import by_fold
from tutor.course.markdown import all_sizes, blocks
from tutor.course.model import (
    Block,
    Explain,
    Fold,
    Lesson,
    LiveCode,
    MalformedCourseError,
    PluginBlock,
    Prose,
    Quiz,
    Section,
)
from tutor.course.size_values import Size
from tutor.hooks import plugin
from tutor.session import Session

Part = Widget  # a Static, a question, a box for an explanation, or a fold


def section_parts(
    session: Session,
    lesson: Lesson,
    section: Section,
    explanations: Explanations,
    unfolded: Collection[int] = (),
) -> tuple[list[Part], dict[str, Size]]:
    """The widgets in order, followed by one of the lesson's study tips, and a dictionary of each size's value in the
    lesson.

    A malformed section becomes a sentence about the fault. The folds on the lines ``unfolded`` are open.
    """
    sizes: dict[str, Size] = {}
    try:
        parts = blocks(section, lesson)
        for part in parts:
            if isinstance(part, LiveCode):
                sizes |= all_sizes(lesson, part)
    except MalformedCourseError as error:
        parts, sizes = (Prose(f"This section cannot be shown: {error}", section.line),), {}

    def drawn(some: tuple[Block, ...]) -> list[Part]:
        widgets: list[Part] = []
        for part, within in by_fold(some):
            if isinstance(part, Fold):
                is_open = part.line in unfolded
                widgets.append(FoldView(part, drawn(within), _source(within), is_open=is_open))
            else:
                widgets += _widgets(session, lesson, part, explanations)
        return widgets

    widgets = drawn(parts)
    return [
        *_dated(session, lesson, section),
        *widgets,
        *_task(lesson, section),
        *_tip(lesson, section),
    ], sizes


def live_code(lesson: Lesson, section: Section) -> list[LiveCode]:
    """The section's live blocks in order; empty if the section cannot be shown."""
    try:
        return [part for part in blocks(section, lesson) if isinstance(part, LiveCode)]
    except MalformedCourseError:
        return []


def _source(blocks: tuple[Block, ...]) -> str:
    """The blocks as text, without a plug-in's fences."""
    texts = []
    for block in blocks:
        if isinstance(block, Prose):
            texts.append(block.markdown)
        elif isinstance(block, LiveCode):
            texts += [block.source.strip("\n"), *([block.output.strip("\n")] if block.output else [])]
    return "\n\n".join(texts)


def _widgets(
    session: Session,
    lesson: Lesson,
    part: Prose | LiveCode | Quiz | Explain | PluginBlock,
    explanations: Explanations,
) -> list[Part]:
    if isinstance(part, LiveCode):
        view = LiveCodeView(part, frozenset(all_sizes(lesson, part)))
        return [view, view.output]
    return [_widget(session, part, explanations)]


def _widget(session: Session, part: Prose | Quiz | Explain | PluginBlock, explanations: Explanations) -> Part:
    if isinstance(part, Quiz):
        return QuizView(session.ask(part), session.ask)
    if isinstance(part, Explain):
        from tutor.app.widgets.explain_card import (
            ExplainView,  # its editor is large, and few sections have one
        )

        return ExplainView(part, explanations)
    if isinstance(part, PluginBlock):
        draw = plugin(session.course.plugin).fences[part.fence].draw
        return SelectableStatic(Fitted(partial(draw, part.config)), classes=part.fence)
    return SelectableStatic(prose(part.markdown), classes="prose")


def _dated(session: Session, lesson: Lesson, section: Section) -> list[Part]:
    """A warning above facts that are more than a year old."""
    as_of = lesson.as_of.get(section.id)
    today = datetime.fromtimestamp(session.now()).astimezone().date()
    if as_of is None or dated.months_since(as_of, today) <= dated.A_YEAR:
        return []
    words = (
        f"The facts in this section are {dated.in_words(as_of)}, more than a year ago. "
        "Check them before you use them."
    )
    return [SelectableStatic(prose(words), classes="tip")]


def _task(lesson: Lesson, section: Section) -> list[Part]:
    """The task, and the key that opens its target."""
    task = lesson.tasks.get(section.id)
    return [TaskLine(task)] if task else []


def _tip(lesson: Lesson, section: Section) -> list[Part]:
    """The study tip for this section. Sections take turns with the lesson's tips."""
    if not lesson.tips:
        return []
    tip = lesson.tips[lesson.sections.index(section) % len(lesson.tips)]
    return [SelectableStatic(prose(tip), classes="tip")]
