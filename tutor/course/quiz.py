"""Checks a learner's answer against a Quiz, without evaluating anything that was typed."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from tutor.course.model import Quiz

_SHAPE = re.compile(r"[(\[]?\s*(\d+(?:\s*[,x×\s]\s*\d+)*)?\s*,?\s*[)\]]?")


def is_correct(quiz: Quiz, given: str) -> bool:
    """Whether ``given`` is the right answer to ``quiz``.

    ``given`` is the number of the choice, from 1 (``choice``, ``line``), the typed text (``number``, ``shape``), or
    the numbers of the items, from 1, in the chosen order, as in ``"2, 1, 3"`` (``order``; item 1 comes first).
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
    """What to type instead, if ``given`` is a typing error and not an answer; else "".

    ``given`` is as in ``is_correct``. A typing error does not count as a miss and does not end a streak.
    """
    if quiz.kind in ("choice", "line"):
        chosen = given.strip()
        known = chosen.isdecimal() and 1 <= int(chosen[:9]) <= len(quiz.choices)
        return "" if known else f"Type a number from 1 to {len(quiz.choices)}."
    if quiz.kind == "number":
        return "" if number(given) is not None else "Type a number, like 40 or 0.25."
    if quiz.kind == "shape":
        return "" if shape(given) is not None else "Type a shape, like (5, 8)."
    places = sorted(int(word[:9]) for word in re.findall(r"\d+", given))
    known = places == list(range(1, len(quiz.items) + 1))
    return "" if known else f"Type each number from 1 to {len(quiz.items)} once."


def number(text: str) -> float | None:
    """Parse a number as people type it (``40``, ``,5``, ``1/3``, ``1e-3``, ``1,024``, ``1_024``); else None."""
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
    """Parse a shape as people type it: ``(5, 8)``, ``5, 8``, ``5 x 8``, ``[5,8]``, ``(5,)``, ``()``; else None."""
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
