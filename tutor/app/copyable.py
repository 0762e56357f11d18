"""What ``y`` copies: code, shapes, the verdict, or the text of the focused widget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import OptionList

from tutor.app.widgets.fold import FoldView, is_folded_away
from tutor.app.widgets.selectable import SelectableStatic
from tutor.views.text import counted, without_targets

if TYPE_CHECKING:
    from tutor.app.exercise_state import ExerciseState
    from tutor.app.widgets.live_code import LiveCodeView
    from tutor.course.model import Exercise
    from tutor.session import Session

WIDTH = 128  # columns; lines of code must not wrap, so that the copy can be run


@dataclass(frozen=True, slots=True)
class Copyable:
    """A text, and its name in the message after copying."""

    what: str
    text: str

    @property
    def said(self) -> str:
        """``the code of qk (3 lines)``."""
        return f"{self.what} ({counted(self.text.strip().count(chr(10)) + 1, 'line')})"


class Copying:
    """Pressing the key again copies the next of several things. Other content starts from the first."""

    def __init__(self) -> None:
        self._last: tuple[Copyable, ...] = ()
        self._at = 0

    def next(self, given: Iterable[Copyable]) -> tuple[Copyable, Copyable] | None:
        """The thing to copy now, and the one after it; None if there is nothing."""
        things = tuple(thing for thing in given if thing.text.strip())
        if not things:
            return None
        self._at = (self._at + 1) % len(things) if things == self._last else 0
        self._last = things
        return things[self._at], things[(self._at + 1) % len(things)]


def shown_in(widget: Widget) -> Copyable:
    """The text of a widget as shown on the screen, with the title of its frame."""
    title = str(widget.border_title or "").strip(" ─") or "the text"
    if isinstance(widget, OptionList):
        return Copyable(title, "\n".join(str(option.prompt) for option in widget.options))
    texts = [widget] if isinstance(widget, SelectableStatic) else widget.query(SelectableStatic)
    return Copyable(title, "\n\n".join(text for part in texts if (text := _text(part)) is not None))


def _text(part: SelectableStatic) -> str | None:
    """The text as shown on the screen, with folded text included."""
    if not part.display or part.has_class("pinned") or is_folded_away(part):
        return None
    if isinstance(part.parent, FoldView) and not part.parent.is_open:
        return part.parent.text
    return "\n".join(part.lines).strip("\n")


def of_block(view: LiveCodeView) -> list[Copyable]:
    """The things to copy for a live block: its code and, after a run, the code with shapes."""
    from tutor.views.listing import trace_view
    from tutor.views.plain_text import plain_text

    code = Copyable("the code", view.block.source)
    if view.trace is None:
        return [code]
    return [code, Copyable("code and shapes", plain_text(trace_view(view.block.source, view.trace, WIDTH)))]


def of_exercise(session: Session, exercise: Exercise, state: ExerciseState) -> list[Copyable]:
    """The things to copy for an exercise: the verdict or the task, whichever is shown; the shapes; the
    learner's code."""
    from tutor.views.listing import code_view, lines_that_ran
    from tutor.views.plain_text import plain_text
    from tutor.views.verdict_view import verdict_view

    verdict = state.verdict
    if verdict is None or state.shows_task:
        first = Copyable("the task", without_targets(exercise.brief).strip())
    else:
        view = verdict_view(verdict, exercise, WIDTH, fold=True, section_title=session.section_title)
        first = Copyable("the verdict", plain_text(view))
    things = [first]
    digest, text, trace = state.traced
    if verdict is not None and digest == verdict.digest and trace.lines:
        shapes = code_view(text, trace, WIDTH, lines=lines_that_ran(text, trace))
        things.append(Copyable("the shapes, line by line", plain_text(shapes)))
    return [*things, Copyable("your code", state.texts[-1] if state.texts else "")]
