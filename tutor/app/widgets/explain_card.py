"""An Explain box: a text field, then a model answer and its points to tick."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from tutor.app.explanations import Explanations
from tutor.app.keys import Key, bindings
from tutor.app.rich_theme import prose
from tutor.app.textual_fixes import forget
from tutor.app.widgets.offer_line import Offer
from tutor.app.widgets.options import Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import Explain
from tutor.views.explanation_view import OPEN, TICKED
from tutor.views.inline import inline
from tutor.views.text import harmless

FEWEST = 5  # least number of words of an explanation
COMPARE, ANEW = "compare with a model answer", "write it again"


class OwnWords(TextArea):
    """A text field. Draws nothing after it was removed, because the field then has no styles, and Textual may paint
    it once more before the next layout."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Blank lines if it is no longer on the screen."""
        return super().render_lines(crop) if self.is_attached else [Strip.blank(crop.width)] * crop.height


class ExplainView(Vertical):
    """Shows the model answer only after something was written."""

    HEADING = "In your own words"
    KEYS = (
        Key("space", "tick", foot="tick", help="tick or untick a point of the model answer"),
        Key("escape", "leave", foot="to the text", help="leave the box; your text stays"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def __init__(self, explain: Explain, explanations: Explanations) -> None:
        super().__init__(classes="quiz explain")
        self.explain, self.explanations = explain, explanations
        self.written, points = explanations.written(explain.id)
        self.points = set(points)

    def all_keys(self) -> tuple[Key, ...]:
        """While the learner is writing, tab opens the model answer."""
        on = "" if self.written else "compare"
        return (Key("", sign="tab", foot=on, row="tab", help="to the model answer"), *self.KEYS)

    def compose(self) -> ComposeResult:
        """The question and a field; after writing, the text beside the model answer, and the points."""
        self.set_class(bool(self.written), "right")
        yield SelectableStatic(prose(("✓ " if self.written else "✎ ") + self.explain.ask), classes="question")
        if not self.written:
            draft = self.explanations.draft(self.explain.id)
            yield OwnWords(draft, soft_wrap=True, compact=True, placeholder="in your own words")
            yield Static("", classes="why", markup=False)
            yield Offer(COMPARE)
            return
        yield Static(Text.assemble(("You wrote: ", "bold"), harmless(self.written)), classes="yours")
        yield Static(Text.assemble(("A model answer: ", "bold"), inline(self.explain.model)), classes="yours")
        yield Static(Text("Tick the points that your text makes:", style="bold"))
        yield Options(*(Option(self._point(n), id=str(n)) for n in range(len(self.explain.points))))
        yield Offer(ANEW)

    def _point(self, number: int) -> Text:
        sign = TICKED if number in self.points else OPEN
        return Text(f"{sign} ").append_text(inline(self.explain.points[number]))

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.explanations.keep_draft(self.explain.id, event.text_area.text)

    @on(Offer.Taken)
    async def _taken(self, event: Offer.Taken) -> None:
        event.stop()
        if self.written:
            self.written, self.points = "", set()
            await self._redraw("TextArea")
            return
        text = self.query_one(TextArea).text.strip()
        if len(re.findall(r"\w+", text)) < FEWEST:
            self.add_class("said")
            self.query_one(".why", Static).update("Write a sentence or two of your own first.")
            self.query_one(TextArea).focus()
            return
        self.written = text
        self.explanations.write(self.explain.id, text)
        await self._redraw("Options")

    async def _redraw(self, focus: str) -> None:
        self.remove_class("said")
        forget(self.screen, self)
        await self.recompose()
        for part in self.query(focus):
            part.focus()
        self.call_after_refresh(self.scroll_visible, animate=False)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        """Scroll, so that the first half of the points is shown with the texts above and the second half with what
        follows."""
        event.stop()
        low = event.option_index >= len(self.explain.points) // 2
        shown = self.query_one(Offer) if low else event.option_list
        if event.option_list.has_focus:
            shown.scroll_visible(animate=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        number = int(event.option.id or 0)
        self.points ^= {number}
        event.option_list.replace_option_prompt_at_index(number, self._point(number))
        self.explanations.tick(self.explain.id, tuple(sorted(self.points)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The space bar works only on the points."""
        return action != "tick" or isinstance(self.screen.focused, OptionList)

    def action_tick(self) -> None:
        """Tick the point, as enter does."""
        self.query_one(Options).action_select()

    def action_leave(self) -> None:
        """Focus the section."""
        if isinstance(self.parent, Widget):
            self.screen.set_focus(self.parent)
