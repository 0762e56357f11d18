"""A trace shows the functions that ran, without their docstrings."""

from __future__ import annotations

from tutor.shapes.trace import Failure, LineTrace, Trace
from tutor.views.listing import lines_that_ran

SOURCE = '''\
"""The file."""

def one(x):
    """Says
    much."""
    return x + 1


def two(x):
    return x * 2
'''


def ran(*numbers: int) -> Trace:
    return Trace(lines=tuple(LineTrace(n, None, 0, (), ()) for n in numbers))


def test_a_function_that_ran_is_shown_without_its_docstring() -> None:
    assert lines_that_ran(SOURCE, ran(6)) == {3, 6}


def test_every_function_that_ran_is_shown() -> None:
    assert lines_that_ran(SOURCE, ran(6, 10)) == {3, 6, 9, 10}


def test_the_line_that_failed_is_shown_too() -> None:
    assert lines_that_ran(SOURCE, Trace(failure=Failure("no", 10))) == {9, 10}


def test_code_outside_functions_means_the_whole_file() -> None:
    assert lines_that_ran("x = 1\n", ran(1)) is None
    assert lines_that_ran("def f(:", Trace()) is None
