"""A learner's answer is judged by its meaning, not by its spelling."""

import pytest

from tutor.course.model import Choice, Quiz
from tutor.course.quiz import is_correct, number, shape

CHOICE = Quiz("q", "choice", "?", choices=(Choice("a", "w"), Choice("b", "w", True)))
NUMBER = Quiz("q", "number", "?", answer="0.25", tolerance=0.01)
SHAPE = Quiz("q", "shape", "?", answer="(2, 5, 8)")
ORDER = Quiz("q", "order", "?", items=("x", "y", "z"))


@pytest.mark.parametrize(
    ("quiz", "given", "right"),
    [
        (CHOICE, "2", True),
        (CHOICE, "1", False),
        (CHOICE, "3", False),
        (CHOICE, "0", False),
        (CHOICE, "b", False),
        (NUMBER, "0.25", True),
        (NUMBER, " ,25 ", True),
        (NUMBER, "1/4", True),
        (NUMBER, "0.259", True),
        (NUMBER, "0.27", False),
        (NUMBER, "nan", False),
        (NUMBER, "", False),
        (SHAPE, "(2, 5, 8)", True),
        (SHAPE, "2 5 8", True),
        (SHAPE, "[2,5,8]", True),
        (SHAPE, "2 × 5 x 8", True),
        (SHAPE, "(2, 8, 5)", False),
        (SHAPE, "(2, 5)", False),
        (SHAPE, "", False),
        (ORDER, "1, 2, 3", True),
        (ORDER, "2, 1, 3", False),
        (ORDER, "1, 2", False),
    ],
)
def test_answers_are_judged(quiz, given, right):
    assert is_correct(quiz, given) is right


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,024", 1024),
        ("1_024", 1024),
        ("-3", -3),
        ("−3", -3),
        ("1e-3", 0.001),
        ("1/0", None),
        ("x", None),
        ("1/", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, value):
    assert number(typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("()", ()), ("(5,)", (5,)), ("5", (5,)), ("(T, d)", None), ("5,,8", None), ("-1, 2", None)],
)
def test_shapes_are_read_as_people_type_them(typed, value):
    assert shape(typed) == value
