"""The bug hunt: solutions with one wrong line, made from the mistake bank."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tutor.course.code import MOST, Hunt, hunts, in_turn, without_comments
from tutor.course.load import load_course
from tutor.course.mistakes import load_mistakes
from tutor.course.model import Exercise, Mistake

SOLUTION = '''\
"""Two times."""


def twice(x: float, *, times: int = 2) -> float:
    """Two times x."""
    # BEGIN SOLUTION
    if x is None:
        raise ValueError("# no remark")
    one = x  # the first
    # and now both
    both = (
        one
        + x
    )
    return both
    # END SOLUTION


def again(x: float) -> float:
    """The same."""
    return twice(x)
'''


def wrong(name: str = "m", code: str = "", **change: str) -> Mistake:
    passages = {"one": ("one = x  # the first", change.get("one")), "add": ("+ x", change.get("add"))}
    return Mistake(
        name,
        name,
        "It looks wrong.",
        "s#t",
        {old: new for old, new in passages.values() if new is not None},
        code,
    )


def only(*mistakes: Mistake) -> Hunt:
    [hunt] = hunts(SOLUTION, mistakes)
    return hunt


def test_a_hunt_hides_a_changed_line_among_uncommented_statements() -> None:
    hunt = only(wrong(one="one = x + 1  # a slip"))
    assert (hunt.function, hunt.head) == ("twice", "def twice(x, *, times=2):")
    assert hunt.lines == (
        "if x is None:",
        '    raise ValueError("# no remark")',
        "one = x + 1",
        "both = (\n    one\n    + x\n)",
        "return both",
    )
    assert (hunt.wrong, hunt.right) == (frozenset({2}), "one = x")


def test_a_statement_of_several_lines_is_one() -> None:
    hunt = only(wrong(add="- x"))
    assert hunt.lines[3] == "both = (\n    one\n    - x\n)"
    assert hunt.wrong == {3}


def test_an_extra_line_has_no_replacement() -> None:
    hunt = only(wrong(one="one = x\n    x = 0"))
    assert (hunt.wrong, hunt.right) == (frozenset({3}), "")


@pytest.mark.parametrize(
    "mistake",
    [
        wrong(one=""),  # missing line
        wrong(one="pass"),  # nothing else would be `pass`
        wrong(one="a = 1\n    b = 2\n    one = 3"),  # too conspicuous
        wrong(code="def twice(x):\n    return 3 * x"),  # whole function
        Mistake("head", "", "", "", {"times: int = 2": "times: int = 3"}),
        Mistake("short", "", "", "", {"return twice(x)": "return x"}),
        Mistake("two functions", "", "", "", {"return twice(x)": "return x", "+ x": "- x"}),
        Mistake("remark", "", "", "", {"# and now both": "# and then both"}),
    ],
    ids=lambda mistake: mistake.id,
)
def test_a_missing_line_makes_no_hunt(mistake: Mistake) -> None:
    assert hunts(SOLUTION, [mistake]) == ()


def test_found_hunts_come_last_and_the_order_is_stable() -> None:
    known = hunts(SOLUTION, [wrong(str(n), one=f"one = {n}") for n in range(9)])
    order = in_turn(known, (), "ex1")
    assert order == in_turn(known, (), "ex1") != known
    assert sorted(hunt.mistake.id for hunt in order) == [str(n) for n in range(9)]
    later = in_turn(known, {order[0].mistake.id, order[4].mistake.id}, "ex1")
    assert list(later[-2:]) == [order[0], order[4]]
    assert in_turn(known, (), "ex2") != order


@pytest.mark.parametrize("exercise", load_course().exercises, ids=lambda e: e.short)
def test_every_hunt_of_the_course_is_the_solution_with_one_place_changed(exercise: Exercise) -> None:
    mistakes, _ = load_mistakes(exercise)
    found = hunts(exercise.solution, mistakes)
    assert len(found) > len(mistakes) / 2
    solution = textwrap.dedent(without_comments(exercise.solution))
    for hunt in found:
        assert 1 <= len(hunt.wrong) <= MOST
        for number, line in enumerate(hunt.lines):
            stands = "\n".join(part.strip() for part in line.split("\n"))
            everywhere = "\n".join(part.strip() for part in solution.split("\n"))
            assert number in hunt.wrong or stands in everywhere
        ast.parse(hunt.head + "\n" + textwrap.indent("\n".join(hunt.lines), "    "))
        assert "#" not in "".join(hunt.lines)
