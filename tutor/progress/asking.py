"""A session of drills: which question comes next, and what an answer is worth. It asks nobody and keeps nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from tutor.course.answers import is_correct
from tutor.course.types import Quiz
from tutor.progress.drills import DRILLS, IN_A_ROW, Question
from tutor.progress.events import AnyEvent, Drilled
from tutor.progress.spacing import Kind, due


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
    """What came of an answer: the event to record, and what to say."""

    event: Drilled
    says: str


class Asking:
    """One session. ``drill`` None asks of all drills in turn, what was missed first."""

    def __init__(
        self,
        events: Iterable[AnyEvent],
        now: float,
        drill: str | None = None,
        pick: random.Random | None = None,
    ) -> None:
        self.drill = drill
        self.pick = pick or random.Random()
        self.waiting = [kind for kind in due(events, now) if self._fits(kind)]
        self.row = 0  # right answers one after the other in this session
        self._last = ""

    @property
    def passed(self) -> bool:
        """Whether ten in a row were right."""
        return self.row >= IN_A_ROW

    def ask(self) -> Asked:
        """The next question: what is due, each kind once; then any, though not the same kind twice in a row."""
        if self.waiting:
            drill, key = self.waiting.pop(0)
            self._last = key
            return Asked(drill, DRILLS[drill].ask(self.pick, key), again=True)
        drill = self.drill or self.pick.choice(list(DRILLS))
        keys = [key for key in DRILLS[drill].templates if key != self._last]
        self._last = self.pick.choice(keys)
        return Asked(drill, DRILLS[drill].ask(self.pick, self._last))

    def answer(self, asked: Asked, given: str, at: float) -> Answered:
        """``given`` is as in ``tutor.course.answers.is_correct``; ``at`` in seconds since 1970."""
        right = is_correct(asked.quiz, given)
        self.row = self.row + 1 if right else 0
        event = Drilled(at=at, drill=asked.drill, correct=right, question=asked.question.key)
        if right:
            return Answered(event, asked.quiz.why)
        parts = (asked.question.confusion(given), f"Right is {right_answer(asked.quiz)}.", asked.quiz.why)
        return Answered(event, " ".join(dict.fromkeys(part for part in parts if part)))

    def _fits(self, kind: Kind) -> bool:
        drill, key = kind
        return drill in DRILLS and key in DRILLS[drill].templates and self.drill in (None, drill)


def right_answer(quiz: Quiz) -> str:
    """In words that need no numbers on a screen."""
    if quiz.kind == "choice":
        return next(choice.text for choice in quiz.choices if choice.correct)
    return " → ".join(quiz.items) if quiz.kind == "order" else quiz.answer
