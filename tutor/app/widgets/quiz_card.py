"""A question that is answered and explained in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.app.keys import Key, bindings
from tutor.app.rich_theme import prose
from tutor.app.textual_fixes import forget
from tutor.app.widgets.answer_field import AnswerField
from tutor.app.widgets.offer_line import Offer
from tutor.app.widgets.options import Options
from tutor.app.widgets.selectable import SelectableStatic
from tutor.course.model import Quiz
from tutor.course.question_round import QuestionRound, hint, question_round, reason, right_answer, way
from tutor.course.quiz import is_correct, unreadable
from tutor.views.inline import inline

PLACEHOLDERS = {
    "number": "a number",
    "shape": "a shape, like (5, 8)",
    "order": "the numbers in the right order, like 2 1 3",
}
LETTERS = "abcdefghij"
CHOSEN = ("choice", "line")
STEPS_AFTER = 2  # misses after which the steps to the answer are offered
AGAIN = "the same question with new numbers"
COUNTS = "It counts if your first answer is right."
COMES_BACK = "It comes back here after ten minutes, and counts if your first answer is right."


class QuizView(Vertical):
    """One round of a question. When the round is over, the view shows the answer and the focus returns to the text."""

    HEADING = "Question"
    KEYS = (
        *(Key(letter, f"choose({n})", label=f"answer {letter}") for n, letter in enumerate(LETTERS)),
        Key("escape", "leave", foot="to the text", help="leave the question"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    @dataclass
    class Answered(Message):
        """The question was answered."""

        asked: QuestionRound
        given: str
        right: bool

    def __init__(self, asked: QuestionRound, ask: Callable[[Quiz], QuestionRound] = question_round) -> None:
        super().__init__(classes="quiz")
        self.ask = ask  # returns the next round
        self.begin(asked)

    def begin(self, asked: QuestionRound) -> None:
        """Start a round with nothing answered. The widgets are updated by ``recompose``."""
        self.asked = asked
        self.given: list[str] = []  # the answers in this round, in order
        self.steps = 0  # the number of steps shown
        self.said = self._ending("") if asked.over else Text()
        self._colour()

    @property
    def quiz(self) -> Quiz:
        return self.asked.quiz

    def compose(self) -> ComposeResult:
        """The question, the choices or input or the answer, the explanation, and what is offered."""
        mark = "✓ " if self.asked.counts else "? "
        yield SelectableStatic(prose(mark + self.quiz.question), classes="question")
        if self.asked.over:
            yield Static(self._answer_lines(), classes="answer")
        elif self.quiz.kind in CHOSEN:
            yield Options(*(Option(line, id=str(own + 1)) for own, line in self._choices()))
        else:
            if self.quiz.kind == "order":
                shown = [self.quiz.items[at] for at in self.asked.order]
                yield Static(_numbered(shown), classes="items")
            yield AnswerField(placeholder=PLACEHOLDERS.get(self.quiz.kind, ""), compact=True)
        self.set_class(bool(self.said), "said")
        yield Static(self.said, classes="why", markup=False)
        yield Offer(self._offered())

    def _choices(self) -> Iterator[tuple[int, Text]]:
        """Each choice in the order shown, with its number in the course. Tried and right choices are marked."""
        for place, own in enumerate(self.asked.order):
            choice = self.quiz.choices[own]
            right = self.asked.over and choice.correct
            mark = "✓" if right else "✗" if str(own + 1) in self.given else " "
            style = "bold" if right else "dim" if self.asked.over else ""
            text = Text(choice.text) if self.quiz.kind == "line" else inline(choice.text)
            yield own, Text(f"{LETTERS[place]}{mark} ", style=style).append_text(text)

    def _answer_lines(self) -> Text:
        if self.quiz.kind in CHOSEN:
            return Text("\n").join(line for _, line in self._choices())
        if self.quiz.kind == "order":
            return Text(style="bold").append_text(_numbered(self.quiz.items))
        return Text(right_answer(self.quiz), style="bold")

    # Answering

    def all_keys(self) -> tuple[Key, ...]:
        """The keys to answer and to leave."""
        if self.asked.over:
            return self.KEYS
        if self.quiz.kind not in CHOSEN:
            return (Key("", "focused.submit", sign="enter", foot="answer", help="answer"), *self.KEYS)
        letters = LETTERS[: len(self.quiz.choices)]
        span = f"{letters[0]}-{letters[-1]}"
        return (
            Key("", sign=span, foot="answer", row=span, help="answer"),
            Key(
                "",
                "focused.select",
                sign="enter",
                foot="this one",
                row="↑ ↓ enter",
                help="choose, and answer",
            ),
            *self.KEYS,
        )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._answer(event.option.id or "")

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
            given = " ".join(str(self.asked.order[place - 1] + 1) for place in places)
        self._answer(given)
        if not self.asked.over:
            event.input.action_select_all()  # so that the next answer replaces it

    def _answer(self, given: str) -> None:
        """Judge an answer. Repeating the same answer, for example by pressing enter twice, is not a new try."""
        if self.asked.over or given in self.given[-1:]:
            return
        asked, right = self.asked, is_correct(self.quiz, given)
        self.given.append(given)
        self.asked = replace(
            asked, solved=right, counts=right and not asked.misses, misses=asked.misses + (not right)
        )
        self._colour()
        self.post_message(self.Answered(asked, given, right))
        if self.asked.over:
            self.said = self._ending(given)
            self.call_later(self._close)
        else:
            self._missed(given)

    def _missed(self, given: str) -> None:
        quiz = self.quiz
        if quiz.kind in CHOSEN:
            self._say(_verdict("✗ Not quite. ", explanation(reason(quiz, given), quiz.kind, right=False)))
            options = self.query_one(Options)
            for place, (_, line) in enumerate(self._choices()):
                options.replace_option_prompt_at_index(place, line)
            return
        head = "✗ Not quite. " if quiz.kind == "order" else f"✗ Not {given.strip()}. "
        self._say(_verdict(head, reason(quiz, given) or hint(quiz, given)))
        self.query_one(Offer).offer(self._offered())

    def _ending(self, given: str) -> Text:
        """The text to show when there is nothing left to answer."""
        quiz, asked = self.quiz, self.asked
        if quiz.kind in CHOSEN:
            why = next(choice.why for choice in quiz.choices if choice.correct) or quiz.why
            text = _verdict("✓ Right. ", explanation(why, quiz.kind, right=True))
        elif asked.solved:
            text = _verdict("✓ Right. ", explanation(quiz.why, quiz.kind, right=True))
        else:
            wrong = f"✗ Not {given.strip()}. " if given else "✗ "
            known = reason(quiz, given) if given else ""
            text = _verdict(wrong, f"{known} The answer is {right_answer(quiz)}. {quiz.why}".lstrip())
        if not asked.counts:
            text.append(
                "\n" + (COUNTS if asked.renewable else COMES_BACK),
                style="not bold dim",
            )
        return text

    async def _close(self) -> None:
        """Replace the input by the answer. The focus returns to the text, or to what is offered."""
        within = self.has_focus_within
        forget(self.screen, self)
        await self.recompose()
        self.call_after_refresh(self._show_said)
        if not within:
            return
        if self.asked.solved or not self._offered():
            self.action_leave()
        else:
            self.query_one(Offer).focus()

    # Offers

    def _offered(self) -> str:
        quiz = self.quiz
        if self.asked.over:
            return AGAIN if self.asked.renewable and not self.asked.counts else ""
        if quiz.kind not in ("number", "shape") or self.asked.misses < STEPS_AFTER:
            return ""
        left = len(way(quiz)) - self.steps
        return "" if not left else "the next step" if self.steps else "the reasoning, step by step"

    @on(Offer.Taken)
    async def _taken(self, event: Offer.Taken) -> None:
        event.stop()
        if self.asked.over:
            await self._ask_again()
            return
        self.steps += 1
        self._say(self.said)
        offer = self.query_one(Offer)
        offer.offer(self._offered())
        if not offer.words:
            self.query_one(Input).focus()

    async def _ask_again(self) -> None:
        self.begin(self.ask(self.asked.source))
        forget(self.screen, self)
        await self.recompose()
        for field in self.query("OptionList, Input"):
            field.focus()

    async def renew(self) -> None:
        """Start the next round if it is due; a round with other numbers starts only on request."""
        if self.asked.over and not (self.asked.counts or self.asked.renewable):
            asked = self.ask(self.asked.source)
            if asked.number != self.asked.number:
                self.begin(asked)
                await self.recompose()

    # Drawing

    def _say(self, text: Text) -> None:
        """Show the explanation, and the requested steps below it."""
        self.said = text
        self.add_class("said")
        shown = text.copy()
        for number, step in enumerate(way(self.quiz)[: self.steps], 1):
            shown.append(f"\n{number}  ", style="not bold").append_text(inline(step, "not bold"))
        self.query_one(".why", Static).update(shown)
        self.call_after_refresh(self._show_said)

    def _show_said(self) -> None:
        """Scroll to the explanation and the offer below it."""
        for part in self.query(".why, .offer"):
            if part.display:
                part.scroll_visible(animate=False)

    def _colour(self) -> None:
        self.set_class(self.asked.solved, "right")
        self.set_class(not self.asked.solved and self.asked.misses > 0, "wrong")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave a letter that is not a choice here to the screen, where it may be a key."""
        if action != "choose":
            return True
        return not self.asked.over and parameters[0] in range(len(self.quiz.choices))

    def action_choose(self, place: int) -> None:
        """Choose the answer with this letter."""
        answers = self.query_one(Options)
        answers.highlighted = place
        answers.action_select()

    def action_leave(self) -> None:
        """Focus the section."""
        if isinstance(self.parent, Widget):
            self.screen.set_focus(self.parent)


def _verdict(head: str, text: str) -> Text:
    return Text(head, style="bold").append_text(inline(text, "not bold"))


def _numbered(items: Sequence[str]) -> Text:
    return Text("\n").join(Text(f"{n}  ").append_text(inline(item)) for n, item in enumerate(items, 1))


def explanation(why: str, kind: str, right: bool) -> str:
    """The explanation after the heading *Right* or *Not that*, without repeating it.

    If the question asks for the wrong line, the explanation of any other line usually begins with *Right*, because
    that line is correct.
    """
    if right:
        return why.removeprefix("Yes. ").removeprefix("Right. ")
    return re.sub(r"^Right\b", "This line is right", why) if kind == "line" else why
