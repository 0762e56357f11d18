"""One question of a drill: a ``Quiz`` with a computed answer, and the confusions behind wrong answers.

It neither asks nor records anything; ``review.py`` does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tutor.course.model import Choice, Quiz
from tutor.course.quiz import number, same_number
from tutor.transformers.drills.answer_key import AnswerKey, Words

Shape = tuple[int, ...]
Wrong = Iterable[tuple[Shape, str]]
OFFERED = 4  # choices: the right answer and the usual confusions


@dataclass(frozen=True, slots=True)
class Confusion:
    """A wrong answer that people give, and what they confuse."""

    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """``key`` names the kind of question, whatever its numbers are. A kind that was missed comes back.

    ``solve`` computes the answer from the question's words alone; a question of pure knowledge has none.
    """

    key: str
    quiz: Quiz
    confusions: tuple[Confusion, ...] = ()  # for a typed number
    places: tuple[str, ...] = ()  # for an ordering question, the reason for each item's position
    solve: AnswerKey | None = None

    def solution(self) -> str:
        """The answer from its own key, in a learner's format. Without a key, the quiz's answer."""
        quiz = self.quiz
        if self.solve is None:
            if quiz.kind == "order":
                return " ".join(str(n) for n in range(1, len(quiz.items) + 1))
            return next(str(n) for n, choice in enumerate(quiz.choices, 1) if choice.correct)
        value = self.solve(Words(quiz.question))
        if quiz.kind == "choice":
            return next(str(n) for n, choice in enumerate(quiz.choices, 1) if choice.text == str(value))
        return f"{value:.10g}"

    def confusion(self, given: str) -> str:
        """The confusion behind the answer ``given``; "" if unknown.

        ``given`` is as in ``tutor.course.quiz.is_correct``.
        """
        if self.quiz.kind == "choice":
            at = int(given) - 1 if given.isdecimal() else -1
            return self.quiz.choices[at].why if 0 <= at < len(self.quiz.choices) else ""
        if self.quiz.kind == "order":
            return self._out_of_place(given)
        value = number(given)
        # Tolerance for rounding by hand.
        close = max(self.quiz.tolerance, 0.006 if "." in given or "," in given else 0.0)
        for one in self.confusions:
            if same_number(value, number(one.answer), close):
                return one.why
        return ""

    def _out_of_place(self, given: str) -> str:
        order = [int(word) for word in given.split() if word.isdecimal()]
        for at, item in enumerate(order):
            if item != at + 1:
                if not 0 < item <= len(self.quiz.items) or at >= len(self.quiz.items):
                    return ""
                why = self.places[at] if at < len(self.places) else ""
                return f"Not '{self.quiz.items[item - 1]}' here but '{self.quiz.items[at]}'. {why}".rstrip()
        return ""


Template = Callable[[random.Random], Question]


@dataclass(frozen=True, slots=True)
class Drill:
    """Questions of one kind. ``templates`` maps keys to functions."""

    name: str
    title: str
    templates: Mapping[str, Template]

    def ask(self, pick: random.Random, key: str | None = None) -> Question:
        """A new question: with this key, or with any."""
        template = self.templates.get(key or "") or pick.choice(list(self.templates.values()))
        return template(pick)


def drill(name: str, title: str, templates: Iterable[Template]) -> Drill:
    """A drill with these functions. The key of a question is its function's name with hyphens."""
    return Drill(name, title, {key_of(template): template for template in templates})


def key_of(template: Template) -> str:
    """``split_heads`` → ``split-heads``."""
    return str(getattr(template, "__name__", "")).strip("_").replace("_", "-")


def shape(
    pick: random.Random, key: str, asked: str, answer: Shape, why: str, wrong: Wrong, solve: AnswerKey
) -> Question:
    """A multiple-choice question about a shape, with confused shapes as wrong choices."""
    found = [(str(size), text) for size, text in wrong]
    return choice(pick, key, asked, (str(answer), why), found, "drill-shapes", solve)


def choice(
    pick: random.Random,
    key: str,
    asked: str,
    right: tuple[str, str],
    wrong: Iterable[tuple[str, str]],
    identifier: str,
    solve: AnswerKey | None = None,
) -> Question:
    """The right choice and its reason, shuffled among the confusions and theirs."""
    confusions = {text: why for text, why in wrong if text != right[0]}
    others = pick.sample(list(confusions.items()), min(len(confusions), OFFERED - 1))
    choices = [Choice(*right, correct=True), *(Choice(*one) for one in others)]
    pick.shuffle(choices)
    return Question(key, Quiz(identifier, "choice", asked, right[1], choices=tuple(choices)), solve=solve)


def typed(
    key: str,
    asked: str,
    answer: float,
    why: str,
    wrong: Iterable[tuple[float, str]],
    identifier: str,
    solve: AnswerKey,
    tolerance: float = 0.0,
) -> Question:
    """A question with a typed number. Confusions are recognised by their values."""
    text = f"{answer:.10g}"
    confusions = tuple(
        Confusion(f"{value:.10g}", says)
        for value, says in wrong
        if abs(value - answer) > 2 * tolerance + 1e-9
    )
    quiz = Quiz(identifier, "number", asked, why, answer=text, tolerance=tolerance)
    return Question(key, quiz, confusions, solve=solve)
