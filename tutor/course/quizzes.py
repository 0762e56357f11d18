"""A quiz fence's YAML → a Quiz whose answer can be judged; anything else is refused with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from tutor.course.answers import number, shape
from tutor.course.source import parse_yaml
from tutor.course.types import Choice, MalformedCourseError, Quiz

_Scalar = str | int | float | bool
_FIELDS = {
    "choice": {"choices"},
    "line": {"choices"},
    "number": {"answer", "tolerance"},
    "shape": {"answer"},
    "order": {"items"},
}


class _Choice(msgspec.Struct, forbid_unknown_fields=True):
    text: _Scalar
    why: str
    correct: bool = False


class _Quiz(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    kind: Literal["choice", "line", "number", "shape", "order"]
    question: str
    why: str = ""
    choices: tuple[_Choice, ...] = ()
    answer: _Scalar | list[int | str] = ""
    tolerance: float | str = 0.0  # YAML takes 1e-3 for a word
    items: tuple[_Scalar, ...] = ()
    check: _Scalar = ""


def read_quiz(text: str, path: Path, line: int) -> Quiz:
    """The quiz in the fence whose opening stands on ``line`` of ``path``.

    Raises:
        MalformedCourseError: a field is wrong, or the right answer is not exactly one.
    """
    raw = parse_yaml(text, _Quiz, path, line + 1)
    answer = raw.answer
    tolerance = raw.tolerance if isinstance(raw.tolerance, float) else number(raw.tolerance)
    if tolerance is None:
        raise MalformedCourseError(path, line, f"quiz '{raw.id}' has '{raw.tolerance}' as its tolerance")
    quiz = Quiz(
        id=raw.id,
        kind=raw.kind,
        question=raw.question.strip(),
        why=raw.why.strip(),
        choices=tuple(Choice(_word(c.text), c.why.strip(), c.correct) for c in raw.choices),
        answer=f"({', '.join(map(str, answer))})" if isinstance(answer, list) else _word(answer).strip(),
        tolerance=tolerance,
        items=tuple(_word(item) for item in raw.items),
        check=str(raw.check).strip(),
        line=line,
    )
    fault = _fault(quiz)
    if fault:
        raise MalformedCourseError(path, line, f"quiz '{quiz.id}' {fault}")
    return quiz


def _word(value: _Scalar) -> str:
    """YAML reads some words as numbers or truth; the learner sees the word."""
    return str(value).rstrip("\n")


def _fault(quiz: Quiz) -> str:
    if not quiz.question:
        return "asks nothing"
    given = {
        name
        for name, value in (
            ("choices", quiz.choices),
            ("answer", quiz.answer),
            ("tolerance", quiz.tolerance),
            ("items", quiz.items),
        )
        if value
    }
    if stray := given - _FIELDS[quiz.kind]:
        return f"is of kind {quiz.kind}, which has no field '{min(stray)}'"
    if quiz.kind in ("choice", "line"):
        return _fault_of_choices(quiz)
    if quiz.kind == "number" and number(quiz.answer) is None:
        return f"needs a number as its answer, not '{quiz.answer}'"
    if quiz.kind == "shape" and shape(quiz.answer) is None:
        return f"needs a shape as its answer, such as \"(5, 8)\", not '{quiz.answer}'"
    if quiz.kind == "order" and (len(quiz.items) < 2 or len(set(quiz.items)) < len(quiz.items)):
        return "needs two or more items that differ, in the right order"
    if quiz.tolerance < 0:
        return "has a tolerance below zero"
    return "" if quiz.why else "needs a 'why', which is read after the answer"


def _fault_of_choices(quiz: Quiz) -> str:
    texts = [choice.text for choice in quiz.choices]
    if len(texts) < 2:
        return "needs two or more choices"
    if len(set(texts)) < len(texts):
        return "has two choices of the same text"
    right = sum(choice.correct for choice in quiz.choices)
    if right != 1:
        return f"has {right} correct choices instead of one"
    if blank := [choice.text for choice in quiz.choices if not choice.why]:
        return f"does not say why of the choice '{blank[0]}'"
    return ""
