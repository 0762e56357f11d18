"""A session of drills: which question comes next, and what an answer is worth. It asks nobody and keeps nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.course.answers import is_correct
from tutor.course.types import Quiz
from tutor.progress.drills import DRILLS, IN_A_ROW, Question
from tutor.progress.events import AnyEvent, Drilled
from tutor.progress.spacing import Kind, due
from tutor.progress.tally import Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the drill that it is of. ``again``: it was missed before, and its time has come."""

    drill: str
    question: Question
    again: bool = False

    @property
    def quiz(self) -> Quiz:
        """What is asked."""
        return self.question.quiz


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: the event to record, what to say, and ``news`` when ten in a row are full."""

    event: Drilled
    says: str
    news: str = ""


class Asking:
    """One session, after the answers in ``events``. ``drill`` None asks of all drills in turn.

    ``row`` is as the evidence counts it: for one drill it goes on where the record leaves off, until it is full.
    ``waiting`` are the kinds that were missed and are due, besides the one that is asked.
    """

    def __init__(
        self, events: Iterable[AnyEvent], drill: str | None = None, pick: random.Random | None = None
    ) -> None:
        self.drill = drill
        self.pick = pick or random.Random()
        self.waiting: list[Kind] = []
        self._answers: list[Drilled] = []
        self._tally = Tally()
        self._times: Counter[Kind] = Counter()  # how often each kind was answered
        self._last: Kind = ("", "")
        for event in events:
            if isinstance(event, Drilled):
                self._take(event)
        so_far = self._tally.rows[drill] if drill else 0
        self.row = so_far if so_far < IN_A_ROW else 0

    @property
    def passed(self) -> bool:
        """Whether ten in a row were right."""
        return self.row >= IN_A_ROW

    def ask(self, now: float) -> Asked:
        """The next question: what is due at ``now``; then the kinds asked least. Never the same kind twice in a row."""
        self.waiting = [kind for kind in due(self._answers, now) if self._fits(kind)]
        again = bool(self.waiting)
        self._last = self.waiting.pop(0) if again else self._fresh()
        drill, key = self._last
        return Asked(drill, DRILLS[drill].ask(self.pick, key), again)

    def answer(self, asked: Asked, given: str, at: float) -> Answered:
        """``given`` is as in ``tutor.course.answers.is_correct``; ``at`` in seconds since 1970."""
        right = is_correct(asked.quiz, given)
        self.row = self.row + 1 if right else 0
        event = Drilled(at=at, drill=asked.drill, correct=right, question=asked.question.key)
        passed = set(self._tally.drills)
        self._take(event)
        if right:
            return Answered(event, asked.quiz.why, self._news(passed))
        parts = (asked.question.confusion(given), f"Right is {right_answer(asked.quiz)}.", asked.quiz.why)
        return Answered(event, " ".join(dict.fromkeys(part for part in parts if part)))

    def _take(self, event: Drilled) -> None:
        self._answers.append(event)
        self._tally.add(event)
        self._times[event.drill, event.question] += 1

    def _news(self, before: set[str]) -> str:
        """``before``: the drills that were passed before the answer."""
        new = [name for name in self._tally.drills if name not in before]
        if self.drill is not None and self.row == IN_A_ROW:
            return f"Ten in a row: the drill {self.drill} is passed."
        says = ["Ten in a row."] if self.row == IN_A_ROW else []
        return " ".join([*says, *(f"Ten of {name} in a row: this drill is passed." for name in new)])

    def _fresh(self) -> Kind:
        drill = self.drill or self.pick.choice(list(DRILLS))
        kinds = [(drill, key) for key in DRILLS[drill].templates if (drill, key) != self._last]
        fewest = min(self._times[kind] for kind in kinds)
        return self.pick.choice([kind for kind in kinds if self._times[kind] == fewest])

    def _fits(self, kind: Kind) -> bool:
        drill, key = kind
        known = drill in DRILLS and key in DRILLS[drill].templates
        return known and self.drill in (None, drill) and kind != self._last


def right_answer(quiz: Quiz) -> str:
    """In words that need no numbers on a screen."""
    if quiz.kind == "choice":
        return next(choice.text for choice in quiz.choices if choice.correct)
    return " → ".join(quiz.items) if quiz.kind == "order" else quiz.answer
