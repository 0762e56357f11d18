"""A question, answered in place and explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.rich_theme import prose
from tutor.app.widgets.options import Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import Quiz
from tutor.course.quiz import is_correct, unreadable

PLACEHOLDERS = {
    "number": "a number",
    "shape": "a shape, like (5, 8)",
    "order": "the numbers in the right order, like 2 1 3",
}
LETTERS = "abcdefghij"


class QuizView(Vertical):
    """``before`` tells whether the question was answered rightly in an earlier session."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back to the text", show=False),
        *(Binding(letter, f"choose({n})", show=False) for n, letter in enumerate(LETTERS)),
    ]

    @dataclass
    class Answered(Message):
        """The question was answered."""

        quiz: Quiz
        given: str
        right: bool

    def __init__(self, quiz: Quiz, before: bool = False) -> None:
        super().__init__(classes="quiz")
        self.quiz = quiz
        self.before = before
        # A fixed shuffle: the same question looks the same tomorrow, and is never in order already.
        self.shown_order = [*range(1, len(quiz.items), 2), *range(0, len(quiz.items), 2)]

    def compose(self) -> ComposeResult:
        """The question, the way to answer, and room for the explanation."""
        mark = "✓ " if self.before else "? "
        yield SelectableStatic(prose(mark + self.quiz.question), classes="question")
        if self.quiz.kind in ("choice", "line"):
            yield Options(
                *(
                    Option(Text(f"{LETTERS[n]}  {choice.text}"), id=str(n + 1))
                    for n, choice in enumerate(self.quiz.choices)
                )
            )
        else:
            if self.quiz.kind == "order":
                lines = (f"{n}  {self.quiz.items[at]}" for n, at in enumerate(self.shown_order, 1))
                yield Static(Text("\n".join(lines)), classes="items")
            yield Input(placeholder=PLACEHOLDERS.get(self.quiz.kind, ""), compact=True)
        yield Static("", classes="why", markup=False)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        number = event.option.id or ""
        choice = self.quiz.choices[int(number) - 1]
        self._answer(number, choice.why or self.quiz.why)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        given = event.value
        if not given.strip():
            return
        slip = unreadable(self.quiz, given)
        if slip:
            self._say(Text(slip))
            return
        if self.quiz.kind == "order":
            places = [int(word) for word in re.findall(r"\d+", given)]
            given = " ".join(str(self.shown_order[place - 1] + 1) for place in places)
        self._answer(given, self.quiz.why)
        if self.has_class("wrong"):
            event.input.action_select_all()  # the next answer replaces it, the arrows change it

    def _answer(self, given: str, why: str) -> None:
        right = is_correct(self.quiz, given)
        self.set_class(right, "right")
        self.set_class(not right, "wrong")
        head = Text("✓ Right. " if right else "✗ Not that. ", style="bold")
        if right or self.quiz.kind in ("choice", "line"):
            head.append(reason(why, self.quiz.kind, right), style="not bold")
        else:
            head.append("Try again, or read the section once more.", style="not bold")
        self._say(head)
        self.post_message(self.Answered(self.quiz, given, right))

    def _say(self, text: Text) -> None:
        self.add_class("said")
        self.query_one(".why", Static).update(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter that names no answer here is left to the screen, where it may be a key."""
        return action != "choose" or parameters[0] in range(len(self.quiz.choices))

    def action_choose(self, place: int) -> None:
        """The answer with this letter."""
        answers = self.query_one(Options)
        answers.highlighted = place
        answers.action_select()

    def action_leave(self) -> None:
        """Focus goes back to the section."""
        if self.parent is not None:
            self.screen.set_focus(self.parent)  # type: ignore[arg-type]


def reason(why: str, kind: str, right: bool) -> str:
    """The explanation behind *Right* or *Not that*, which many begin with themselves.

    Where the line that is wrong is asked for, most that are chosen by mistake are right.
    """
    if right:
        return why.removeprefix("Yes. ").removeprefix("Right. ")
    return re.sub(r"^Right\b", "This line is right", why) if kind == "line" else why
