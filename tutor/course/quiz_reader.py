"""Reads the YAML of a question's fence into a Quiz with its numbers filled in, or an Explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from tutor.course.formula import FormulaError, compute, compute_shape, fill, shape_text
from tutor.course.model import Choice, Explain, MalformedCourseError, Quiz, WrongAnswer
from tutor.course.quiz import number, same_number, shape
from tutor.course.yaml_reader import parse_yaml

_WRONG = "wrong: "
POINTS = 4  # points that a learner ticks after explaining
_Scalar = str | int | float | bool
_FIELDS = {
    "choice": {"choices"},
    "line": {"choices"},
    "number": {"answer", "tolerance", "wrong", "draw", "steps", "hint"},
    "shape": {"answer", "wrong", "draw", "steps", "hint"},
    "order": {"items", "hint"},
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
    tolerance: float | str = 0.0  # YAML reads 1e-3 as a string
    items: tuple[_Scalar, ...] = ()
    check: _Scalar = ""
    wrong: dict[str | int | float, str] = {}
    draw: dict[str, tuple[int | float, ...]] = {}
    steps: tuple[str, ...] = ()
    hint: str = ""


class _Explain(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    ask: str
    points: tuple[str, ...]
    model: str


class _Fault(Exception):
    """The fault in a question, and the text that identifies its line."""

    def __init__(self, fault: str, at: str = "") -> None:
        super().__init__(fault)
        self.fault, self.at = fault, at


def read_quiz(text: str, path: Path, line: int) -> Quiz:
    """The quiz in the fence that opens on ``line`` of ``path``.

    Raises:
        MalformedCourseError: a field is wrong, not exactly one answer is right, or a wrong answer is right.
    """
    raw = parse_yaml(text, _Quiz, path, line + 1)
    try:
        return _quiz(raw, line)
    except _Fault as error:
        found = line + _line_in(text, error.at)
        raise MalformedCourseError(path, found, f"quiz '{raw.id}' {error.fault}") from None


def read_explain(text: str, path: Path, line: int) -> Explain:
    """The Explain in the fence that opens on ``line`` of ``path``.

    Raises:
        MalformedCourseError: a field is wrong or empty, or there are not four different points.
    """
    raw = parse_yaml(text, _Explain, path, line + 1)
    points = tuple(" ".join(point.split()) for point in raw.points)
    fault, at = "", ""
    if not raw.ask.strip():
        fault, at = "asks nothing", "ask:"
    elif len(points) != POINTS:
        fault, at = f"has {len(points)} points instead of {POINTS}", "points:"
    elif len(set(points)) < POINTS or not all(points):
        fault, at = "has an empty point, or one that appears twice", "points:"
    elif not raw.model.strip():
        fault, at = "has no model answer", "model:"
    if fault:
        raise MalformedCourseError(path, line + _line_in(text, at), f"explain '{raw.id}' {fault}")
    return Explain(raw.id, raw.ask.strip(), points, " ".join(raw.model.split()), line)


def _line_in(text: str, part: str) -> int:
    """The offset of the line with ``part`` below the opening of a fence with this ``text``; 0 if there is none.

    ``wrong: 8`` is searched for only among the wrong answers.
    """
    if not part:
        return 0
    lines = text.split("\n")
    start = 0
    if part.startswith(_WRONG):
        part = part.removeprefix(_WRONG)
        start = next((number for number, line in enumerate(lines) if line.startswith("wrong:")), 0)
    return next((number for number, line in enumerate(lines, 1) if number > start and part in line), 0)


def _quiz(raw: _Quiz, line: int) -> Quiz:
    tolerance = raw.tolerance if isinstance(raw.tolerance, float) else number(raw.tolerance)
    if tolerance is None:
        raise _Fault(f"has '{raw.tolerance}' as its tolerance", "tolerance:")
    answer = raw.answer
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
        wrong=tuple(WrongAnswer(str(key).strip(), why.strip()) for key, why in raw.wrong.items()),
        steps=tuple(" ".join(step.split()) for step in raw.steps),
        hint=raw.hint.strip(),
    )
    if fault := _fault(quiz, bool(raw.draw)):
        raise _Fault(fault)
    if quiz.kind not in ("number", "shape"):
        return quiz
    first, *others = (_with_numbers(quiz, values) for values in _rounds(quiz, raw.draw))
    for other in others:
        if other.question == first.question:
            raise _Fault("always asks the same question: no number that is drawn is in it", "draw:")
    return replace(first, others=tuple(others))


def _rounds(quiz: Quiz, draw: Mapping[str, tuple[int | float, ...]]) -> Iterator[Mapping[str, int | float]]:
    """The numbers of each round: the first of every list, then the second of every list, and so on."""
    if not draw:
        yield {}
        return
    lengths = {len(values) for values in draw.values()}
    if len(lengths) > 1 or min(lengths) < 2:
        raise _Fault("needs the same number of values for each name that is drawn, at least two", "draw:")
    texts = (
        quiz.question,
        quiz.answer,
        quiz.why,
        quiz.check,
        *quiz.steps,
        *(one.answer for one in quiz.wrong),
    )
    used = set(re.findall(r"[A-Za-z_]\w*", " ".join(texts)))
    if unused := sorted(draw.keys() - used):
        raise _Fault(f"draws '{unused[0]}' and does not use it", f"{unused[0]}:")
    for column in zip(*draw.values(), strict=True):
        yield dict(zip(draw, column, strict=True))


def _with_numbers(quiz: Quiz, values: Mapping[str, int | float]) -> Quiz:
    """The question with these numbers filled in and its answers computed."""
    answer = _rounded(quiz, _typed(quiz, quiz.answer, values, "answer:"))
    wrong: list[WrongAnswer] = []
    where = f" for {', '.join(f'{name} = {value}' for name, value in values.items())}" if values else ""
    for one in quiz.wrong:
        at = _WRONG + one.answer
        typed = _typed(quiz, one.answer, values, at)
        if _same(quiz, typed, answer):
            raise _Fault(f"has '{one.answer}' as a wrong answer, but it is right{where}", at)
        if any(_same(quiz, typed, known.answer) for known in wrong):
            raise _Fault(f"has the wrong answer '{one.answer}' twice{where}", at)
        wrong.append(WrongAnswer(typed, _filled(one.why, values)))
        if not one.why:
            raise _Fault(f"does not say how somebody arrives at '{one.answer}'", at)
    return replace(
        quiz,
        question=_filled(quiz.question, values),
        answer=answer,
        why=_filled(quiz.why, values),
        wrong=tuple(wrong),
        steps=tuple(_filled(step, values) for step in quiz.steps),
        hint=_filled(quiz.hint, values),
        values=values,
    )


def _filled(text: str, values: Mapping[str, int | float]) -> str:
    if not values:
        return text
    try:
        return fill(text, values)
    except FormulaError as error:
        raise _Fault(f"has a text that cannot be filled in: {error}", text.partition("\n")[0][:40]) from None


def _typed(quiz: Quiz, text: str, values: Mapping[str, int | float], at: str) -> str:
    """The answer ``text``, which may be a formula, as a learner would type it."""
    if quiz.kind == "number" and number(text) is not None and not values:
        return text
    if quiz.kind == "shape" and shape(text) is not None:
        return text
    try:
        if quiz.kind == "number":
            return f"{compute(text, values):.12g}"
        return shape_text(compute_shape(text, values))
    except FormulaError as error:
        example = "a number" if quiz.kind == "number" else 'a shape, such as "(5, 8)"'
        raise _Fault(f"needs {example}, not '{text}': {error}", at) from None


def _rounded(quiz: Quiz, answer: str) -> str:
    """A computed number with as many digits as its tolerance requires."""
    value = number(answer) if quiz.kind == "number" and answer != quiz.answer else None
    if value is None or not quiz.tolerance:
        return answer
    short = (f"{value:.{digits}f}" for digits in range(12))
    return next((text for text in short if abs(float(text) - value) <= quiz.tolerance / 2), answer)


def _same(quiz: Quiz, one: str, other: str) -> bool:
    if quiz.kind == "shape":
        return shape(one) == shape(other)
    return same_number(number(one), number(other), quiz.tolerance)


def _word(value: _Scalar) -> str:
    """YAML reads some words as numbers or booleans; return the word that the author wrote."""
    return str(value).rstrip("\n")


def _fault(quiz: Quiz, draws: bool) -> str:
    if not quiz.question:
        return "asks nothing"
    given = {
        name
        for name, value in (
            ("choices", quiz.choices),
            ("answer", quiz.answer),
            ("tolerance", quiz.tolerance),
            ("items", quiz.items),
            ("wrong", quiz.wrong),
            ("draw", draws),
            ("steps", quiz.steps),
            ("hint", quiz.hint),
        )
        if value
    }
    if stray := given - _FIELDS[quiz.kind]:
        return f"is of kind {quiz.kind}, which has no field '{min(stray)}'"
    if quiz.kind in ("choice", "line"):
        return _fault_of_choices(quiz)
    if quiz.kind in ("number", "shape") and not quiz.answer:
        return f"needs a {quiz.kind} as its answer"
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
        return f"does not say why for the choice '{blank[0]}'"
    return ""
