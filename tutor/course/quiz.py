"""A quiz fence's YAML → a Quiz, and a learner's answer judged against one. Nothing that is typed is evaluated."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec

from tutor.course.model import Choice, MalformedCourseError, Quiz
from tutor.course.yaml_reader import parse_yaml

_SHAPE = re.compile(r"[(\[]?\s*(\d+(?:\s*[,x×\s]\s*\d+)*)?\s*,?\s*[)\]]?")


def is_correct(quiz: Quiz, given: str) -> bool:
    """Whether ``given`` answers ``quiz``.

    ``given`` is the choice's number from 1 (``choice``, ``line``), the text typed (``number``, ``shape``), or
    the numbers from 1 of the items in the order given, as in ``"2, 1, 3"`` (``order``; 1 is the item that
    comes first).
    """
    if quiz.kind in ("choice", "line"):
        chosen = given.strip()
        return (
            chosen.isdecimal()
            and 1 <= int(chosen) <= len(quiz.choices)
            and quiz.choices[int(chosen) - 1].correct
        )
    if quiz.kind == "number":
        return same_number(number(given), number(quiz.answer), quiz.tolerance)
    if quiz.kind == "shape":
        answer = shape(given)
        return answer is not None and answer == shape(quiz.answer)
    return [int(word) for word in re.findall(r"\d+", given)] == list(range(1, len(quiz.items) + 1))


def unreadable(quiz: Quiz, given: str) -> str:
    """What is asked for instead, where ``given`` is a slip of the keys and no answer at all; else "".

    ``given`` is as in ``is_correct``. A slip is not judged: it neither counts nor breaks a row.
    """
    if quiz.kind in ("choice", "line"):
        chosen = given.strip()
        known = chosen.isdecimal() and 1 <= int(chosen[:9]) <= len(quiz.choices)
        return "" if known else f"A number from 1 to {len(quiz.choices)}, please."
    if quiz.kind == "number":
        return "" if number(given) is not None else "A number, please, like 40 or 0.25."
    if quiz.kind == "shape":
        return "" if shape(given) is not None else "A shape, please, like (5, 8)."
    places = sorted(int(word[:9]) for word in re.findall(r"\d+", given))
    known = places == list(range(1, len(quiz.items) + 1))
    return "" if known else f"Each number from 1 to {len(quiz.items)} once, please."


def number(text: str) -> float | None:
    """A number as people type it (``40``, ``,5``, ``1/3``, ``1e-3``, ``1,024``, ``1_024``), or None."""
    plain = text.strip().replace("−", "-").replace("_", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    try:
        value = float(Fraction(plain)) if "/" in plain else float(plain)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def shape(text: str) -> tuple[int, ...] | None:
    """A shape as people type it: ``(5, 8)``, ``5, 8``, ``5 x 8``, ``[5,8]``, ``(5,)``, ``()``; else None."""
    typed = text.strip()
    match = _SHAPE.fullmatch(typed)
    if match is None or not typed:
        return None
    return tuple(int(size) for size in re.findall(r"\d+", match[1] or ""))


def same_number(given: float | None, wanted: float | None, tolerance: float) -> bool:
    """Whether two numbers agree within ``tolerance`` (and the rounding of decimals)."""
    if given is None or wanted is None:
        return False
    return abs(given - wanted) <= tolerance + 1e-9 * max(1.0, abs(wanted))


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
