"""A question as one learner gets it: its numbers, and the order of its choices or items."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from tutor.course.formula import number_text
from tutor.course.model import Quiz
from tutor.course.quiz import number, same_number, shape

TRIES = 3  # misses before the answer to a number or shape question is shown
_BY_HAND = 0.006  # tolerance for matching a decimal number with a known wrong answer


@dataclass(frozen=True, slots=True)
class QuestionRound:
    """``quiz`` has the numbers of this round, ``source`` those of the first round.

    ``order`` lists the indices of the choices or items in the order shown. ``misses`` are earlier wrong answers in
    this round, ``solved`` says whether it was answered right, ``counts`` whether it is evidence. A round that is
    ``over`` is only displayed.
    """

    quiz: Quiz
    source: Quiz
    order: tuple[int, ...] = ()
    number: int = 0
    misses: int = 0
    solved: bool = False
    counts: bool = False

    @property
    def renewable(self) -> bool:
        """Whether the question can be asked again with other numbers."""
        return bool(self.source.others)

    @property
    def over(self) -> bool:
        """Whether the question was answered right, or its answer was shown."""
        return self.solved or (self.quiz.kind in ("number", "shape") and self.misses >= TRIES)


def question_round(quiz: Quiz, seed: str = "", number: int = 0) -> QuestionRound:
    """Round ``number`` of ``quiz`` for the learner with this ``seed``. Deterministic.

    The first round has the numbers that the course gives first; later ones are in random order. Lines of code keep
    their order, and items are never shown in the right order.
    """
    asked = quiz
    if number and quiz.others:
        others = list(quiz.others)
        random.Random(f"{seed}/{quiz.id}").shuffle(others)
        asked = others[(number - 1) % len(others)]
    places = list(range(len(quiz.items or quiz.choices)))
    if quiz.kind in ("choice", "order"):
        pick = random.Random(f"{seed}/{quiz.id}/{number}")
        pick.shuffle(places)
        while quiz.kind == "order" and places == sorted(places):
            pick.shuffle(places)
    return QuestionRound(asked, quiz, tuple(places), number)


def reason(quiz: Quiz, given: str) -> str:
    """The misconception that leads to ``given``; "" if the course does not know it.

    ``given`` is as in ``is_correct``.
    """
    if quiz.kind in ("choice", "line"):
        at = int(given) - 1 if given.strip().isdecimal() else -1
        return quiz.choices[at].why if 0 <= at < len(quiz.choices) else ""
    if quiz.kind == "shape":
        sizes = shape(given)
        return next((one.why for one in quiz.wrong if shape(one.answer) == sizes), "")
    value = number(given)
    close = max(quiz.tolerance, _BY_HAND if "." in given or "," in given else 0.0)
    return next((one.why for one in quiz.wrong if same_number(value, number(one.answer), close)), "")


def hint(quiz: Quiz, given: str) -> str:
    """Help after a wrong answer for which the course has no explanation: the question's hint, or a remark on
    ``given`` itself."""
    if quiz.hint:
        return quiz.hint
    if quiz.kind == "shape":
        return _shape_hint(shape(given) or (), shape(quiz.answer) or ())
    if quiz.kind == "number":
        return _number_hint(number(given) or 0.0, number(quiz.answer) or 0.0)
    if quiz.kind == "order":
        return _order_hint(quiz, given)
    return ""


def way(quiz: Quiz) -> tuple[str, ...]:
    """The steps to the answer; the last one states it."""
    if quiz.steps:
        return quiz.steps
    return tuple(re.split(r"(?<=[.!?])\s+(?=\S)", " ".join(quiz.why.split())))


def right_answer(quiz: Quiz) -> str:
    """The right answer as text, without the number of a choice."""
    if quiz.kind in ("choice", "line"):
        return next(choice.text for choice in quiz.choices if choice.correct)
    if quiz.kind == "order":
        return " → ".join(quiz.items)
    value = number(quiz.answer) if quiz.kind == "number" else None
    return quiz.answer if value is None or not value.is_integer() else number_text(value)


def _shape_hint(given: tuple[int, ...], right: tuple[int, ...]) -> str:
    if len(given) != len(right):
        axes = "1 axis" if len(right) == 1 else f"{len(right)} axes"
        return f"The answer has {axes}; yours has {len(given)}."
    if sorted(given) == sorted(right):
        return "These are the right sizes in a different order."
    fits = sum(one == other for one, other in zip(given, right, strict=True))
    return f"{fits} of its {len(right)} sizes {'is' if fits == 1 else 'are'} right."


def _number_hint(given: float, right: float) -> str:
    if given and same_number(-given, right, 0.0):
        return "The size is right, but the sign is not."
    if given and right and given / right > 0:
        ratio = given / right
        for factor, word in ((ratio, "large"), (1 / ratio, "small")):
            if 2 <= factor < 1e6 and abs(factor - round(factor)) < 1e-6:
                return f"It is {round(factor):,} times too {word}."
    return "It is too large." if given > right else "It is too small."


def _order_hint(quiz: Quiz, given: str) -> str:
    placed = [int(word) for word in given.split() if word.isdecimal()]
    right = 0
    while right < len(placed) and placed[right] == right + 1:
        right += 1
    if not right:
        return "Something else comes first."
    first = "The first is" if right == 1 else f"The first {right} are"
    return f"{first} in place; something else comes next."
