"""A solution's lines are shuffled and put back in order."""

import ast

import pytest

from tutor.course.code import puzzles
from tutor.course.exercise import derive_stub
from tutor.course.load import load_course
from tutor.course.model import Exercise

SOLUTION = '''"""A file."""

import numpy as np


def given(x):
    """Not to be written."""
    y = x
    return y


def short(x):
    # BEGIN SOLUTION
    return x
    # END SOLUTION


def first(
    x,  # comments stay where they are
):
    """Doubled."""
    y = 2  # two

    # BEGIN SOLUTION
    # a comment on a line of its own
    z = (
        x
        * y
    )
    if z:
        """a string that does nothing"""
        z = z + 0
    z = z + 1; w = z

    return w
    # END SOLUTION


class Thing:
    def method(self):
        # BEGIN SOLUTION
        a = 1
        return a
        # END SOLUTION
'''


def test_only_the_learners_lines_are_shuffled_and_statements_stay_whole():
    first, method = puzzles(SOLUTION)
    assert (first.function, method.function) == ("first", "Thing.method")
    assert first.head == "def first(\n    x,  # comments stay where they are\n):"
    assert first.lines == (
        "    z = (\n        x\n        * y\n    )",
        "    if z:",
        "        z = z + 0",
        "    z = z + 1; w = z",
        "    return w",
    )


def test_lines_in_the_right_order_give_the_same_program():
    for one in puzzles(SOLUTION):
        lines = one.assembled(SOLUTION, range(len(one.lines)))
        assert "z = z + 0" in lines and "# BEGIN SOLUTION" in lines
        spaces: dict[str, object] = {}
        exec(compile(lines, "x", "exec"), spaces)
        assert spaces["first"](3) == 7  # type: ignore[operator]


EXERCISES = load_course().exercises


@pytest.mark.parametrize("exercise", EXERCISES, ids=[e.short for e in EXERCISES])
def test_every_exercise_ends_its_hints_with_a_puzzle_that_can_be_solved(exercise: Exercise):
    assert puzzles(exercise.solution), "no lines to put in order"
    for one in puzzles(exercise.solution):
        order = one.shuffled()
        assert sorted(order) == list(range(len(one.lines)))
        assert one.standing(order) < len(order)
        reveals = 0
        while one.standing(order) < len(order):
            before, order = one.standing(order), one.revealed(order)
            assert one.standing(order) > before
            reveals += 1
        assert reveals < len(order)
        assert [one.lines[n] for n in order] == list(one.lines)
        whole = one.assembled(exercise.solution, order)
        ast.parse(whole)
        assert derive_stub(whole) == exercise.stub


def test_a_shuffle_depends_only_on_its_seed():
    (one, *_) = puzzles(SOLUTION)
    assert one.shuffled(1) == one.shuffled(1)
    assert len({one.shuffled(seed) for seed in range(20)}) > 5
    assert all(one.shuffled(seed) != tuple(range(5)) for seed in range(200))


def test_equal_lines_are_interchangeable():
    (one,) = puzzles(
        "def f(x):\n    # BEGIN SOLUTION\n    x = x + 1\n    x = x + 1\n    return x\n    # END SOLUTION\n"
    )
    assert one.standing((1, 0, 2)) == 3
    assert one.standing((0, 2, 1)) == 1
    assert one.revealed((2, 1, 0)) == (1, 2, 0)
