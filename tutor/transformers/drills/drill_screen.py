"""The drill screen: one new question after another; a wrong answer is explained by the confusion behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from tutor.app.keys import Key
from tutor.app.screens.screen import TutorScreen
from tutor.app.widgets.quiz_card import QuizView
from tutor.app.widgets.section_view import SectionView
from tutor.course.question_round import QuestionRound, question_round
from tutor.course.quiz import is_correct
from tutor.transformers.drills.catalogue import DRILLS
from tutor.transformers.drills.review import AskedQuestion, DrillSession
from tutor.transformers.drills.streaks import IN_A_ROW

if TYPE_CHECKING:
    from tutor.app.services import Services

LETTERS = "abcd"


class DrillScreen(TutorScreen):
    """One drill or, if ``drill`` is None, all of them, missed questions first. Records answers as
    ``tutor drill`` does."""

    CSS_PATH = "drill_screen.tcss"
    HEADING = "Drill"
    KEYS = (
        *(Key(letter, f"choose({n})", label=f"answer {letter}") for n, letter in enumerate(LETTERS)),
        Key("", row="a b c d", help="choose an answer; or ↑ ↓ and enter"),
        Key("", row="type", help="type a number or an order, then enter"),
        Key("enter,n", "next", foot="next", row="enter, n", help="after an answer: the next question"),
        Key("escape", "leave", foot="leave", help="go back to where you were"),
    )

    def __init__(self, services: Services, drill: str | None) -> None:
        super().__init__(services)
        self.drill = drill
        self.asking: DrillSession
        self.asked: AskedQuestion
        self.answered = False

    def content(self) -> ComposeResult:
        """The progress line and the question."""
        with Vertical(id="places"):
            yield Static("", id="row", markup=False)
            yield SectionView(id="question")

    def idle(self) -> frozenset[str]:
        """The key for the next question, until this one is answered."""
        return frozenset(() if self.answered else {"next"})

    def title_text(self) -> str:
        """The drill's title."""
        return f"Drill · {DRILLS[self.drill].title if self.drill else 'everything, missed ones first'}"

    async def on_mount(self) -> None:
        """Ask the first question."""
        self.asking = DrillSession(self.session.events, self.drill)
        await self._ask()

    async def _ask(self) -> None:
        self.asked, self.answered = self.asking.ask(self.session.now()), False
        view = next(iter(self.query(SectionView)), None)
        if view is None:  # the drill was left in the meantime
            return
        view.border_title = f"{self.asked.drill}{' · missed before' if self.asked.again else ''}"
        await view.remove_children()
        question = DrillQuestion(self._shown())
        await view.mount(question)
        view.scroll_home(animate=False)
        self._draw_row()
        for answer in question.query("OptionList, Input"):  # none if the drill was left in the meantime
            answer.focus()

    def _shown(self) -> QuestionRound:
        """The shown order: choices as the drill shuffled them; items are shuffled here."""
        quiz = self.asked.quiz
        drawn = question_round(quiz, seed=str(self.asking.pick.random()))
        return replace(drawn, order=tuple(range(len(quiz.choices)))) if quiz.choices else drawn

    def _draw_row(self) -> None:
        row = min(self.asking.row, IN_A_ROW)
        due = len(self.asking.waiting)
        text = Text.assemble(
            ("●" * row, "green"), ("·" * (IN_A_ROW - row), "dim"), f"  {self.asking.row} in a row"
        )
        if due:
            text.append(f"   {due} more missed before", style="dim")
        self.query_one("#row", Static).update(text)

    @on(QuizView.Answered)
    def _answered(self, event: QuizView.Answered) -> None:
        event.stop()
        if self.answered:
            return
        self.answered = True
        outcome = self.asking.answer(self.asked, event.given, self.session.now())
        self.session.record(outcome.event)
        says = f"{outcome.says} {outcome.news}".rstrip()
        self.query_one(DrillQuestion).explain(outcome.event.correct, says)
        self._draw_row()
        self.draw_top()
        self.query_one(SectionView).focus()
        self.call_after_refresh(self.query_one(SectionView).scroll_end, animate=False)

    def action_choose(self, number: int) -> None:
        """Choose the answer with this letter."""
        found = self.query(OptionList)
        if not self.answered and found and number < found.first().option_count:
            found.first().highlighted = number
            found.first().action_select()

    async def action_next(self) -> None:
        """Ask the next question once this one is answered."""
        if self.answered:
            await self._ask()

    def action_leave(self) -> None:
        """Return to the choice of drills."""
        self.app.pop_screen()


class DrillQuestion(QuizView):
    """A question with a single try. The drill screen shows the explanation."""

    def _answer(self, given: str) -> None:
        self.post_message(self.Answered(self.asked, given, is_correct(self.quiz, given)))

    def all_keys(self) -> tuple[Key, ...]:
        """The keys of any question, except that esc leaves the drill."""
        leave = Key("escape", "leave", foot="leave", help="leave the drill")
        return tuple(leave if key.action == "leave" else key for key in super().all_keys())

    def explain(self, right: bool, says: str) -> None:
        """Show whether the answer is right, and why."""
        self.set_class(right, "right")
        self.set_class(not right, "wrong")
        for part in self.query("OptionList, Input"):
            part.disabled = True
        head = Text("✓ Right. " if right else "✗ Not quite. ", style="bold")
        self._say(
            head.append(says, style="not bold").append("\n\nenter: the next question", style="not bold dim")
        )

    def action_leave(self) -> None:
        """Return to the choice of drills."""
        self.app.pop_screen()
