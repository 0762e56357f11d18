"""Mistakes are applied to the solution by replacing passages; one that does not fit is refused."""

import pytest

from tutor.course.load import load_course
from tutor.course.mistakes import (
    CannotApplyError,
    apply,
    changed_functions,
    load_mistakes,
    reached_functions,
)
from tutor.course.model import MalformedCourseError, Mistake

SOLUTION = "import math\n\n\ndef f(x):\n    y = x + 1\n    return y * 2\n\n\ndef g(x):\n    return x - 1\n"
NAME = "checks/ex1_twice/mistakes.py"


PLUS = Mistake("plus", "n", "d", "s", change={"x + 1": "x + 3"})
TIMES = Mistake("times", "n", "d", "s", change={"y * 2": "y"})
WHOLE_F = Mistake("whole-f", "n", "d", "s", code="def f(x):\n    return 0")


def run(source: str, name: str, x: int) -> int:
    namespace: dict = {}
    exec(source, namespace)
    return namespace[name](x)


def test_a_change_replaces_its_passage_and_nothing_else():
    assert apply(SOLUTION, PLUS) == SOLUTION.replace("x + 1", "x + 3")


def test_two_mistakes_can_be_applied_in_either_order():
    both = apply(SOLUTION, PLUS, TIMES)
    assert both == apply(SOLUTION, TIMES, PLUS)
    assert run(both, "f", 1) == 4


def test_code_replaces_a_function_and_combines_with_a_change_elsewhere():
    other = Mistake("other", "n", "d", "s", change={"x - 1": "x - 5"})
    both = apply(SOLUTION, WHOLE_F, other)
    assert (run(both, "f", 1), run(both, "g", 1)) == (0, -4)


def test_each_variant_of_a_mistake_applies_its_own_change():
    several = Mistake("m", "n", "d", "s", change={"x + 1": "x"}, also=({"y * 2": "y"}, {"x + 1": "x + 9"}))
    assert [run(apply(SOLUTION, way), "f", 1) for way in several.ways] == [2, 2, 20]
    assert {way.id for way in several.ways} == {"m"}
    assert apply(SOLUTION, several) == apply(SOLUTION, several.ways[0])


def test_without_mistakes_the_solution_is_what_it_was():
    assert apply(SOLUTION) == SOLUTION


@pytest.mark.parametrize(
    ("mistakes", "fault"),
    [
        ([Mistake("m", "n", "d", "s", change={"absent": ""})], "'m' changes 'absent', which appears 0 times"),
        ([Mistake("m", "n", "d", "s", change={"return": ""})], "appears 2 times"),
        ([Mistake("m", "n", "d", "s", change={"": "x"})], "appears 0 times"),
        (
            [PLUS, Mistake("m", "n", "d", "s", change={"= x + 1": "= x"})],
            "'m' and 'plus' change the same place",
        ),
        ([PLUS, PLUS], "change the same place"),
        ([PLUS, WHOLE_F], "'whole-f' and 'plus' change the same place"),
        ([Mistake("m", "n", "d", "s", code="def f(:")], "the code of mistake 'm' is not Python"),
    ],
)
def test_a_mistake_that_cannot_be_applied_is_refused(mistakes, fault):
    with pytest.raises(CannotApplyError, match=fault):
        apply(SOLUTION, *mistakes)


def test_the_bank_is_loaded_with_its_probes(make_course):
    exercise = load_course(make_course()).exercises[0]
    mistakes, probes = load_mistakes(exercise)
    assert [m.id for m in mistakes] == ["thrice"]
    assert probes()[0].args == (1.5,)


def test_an_exercise_without_a_bank_has_no_mistakes(make_course):
    mistakes, probes = load_mistakes(load_course(make_course({NAME: None})).exercises[0])
    assert (mistakes, list(probes())) == ((), [])


FAULTS = {
    "a syntax error": (("MISTAKES = [", "MISTAKES = = ["), 3, "not Python"),
    "an error when run": (("def probes():", "1 / 0\ndef probes():"), 14, "ZeroDivisionError"),
    "no list": (("MISTAKES = [", "OTHERS = ["), 1, "MISTAKES"),
    "no probes": (("def probes():", "def sondes():"), 1, "probes()"),
    "something else in the list": (("MISTAKES = [", "MISTAKES = [\n    3,"), 1, "item 1 of MISTAKES"),
    "an id twice": (("\n]\n", '\n    Mistake("thrice", "n", "d", "s", {"2 * x": "x"}),\n]\n'), 11, "taken"),
    "a passage that is not there": (('"2 * x"', '"2 * y"'), 4, "appears 0 times"),
    "another way that is not there": (('"3 * x"}', '"3 * x"}, also=({"2 * y": "y"},)'), 4, "appears 0 times"),
    "another way that is no change": (('"3 * x"}', '"3 * x"}, also=({},)'), 4, "a tuple of changes"),
    "another way that is not in a tuple": (
        ('"3 * x"}', '"3 * x"}, also={"x": "y"}'),
        4,
        "a tuple of changes",
    ),
    "nothing to change": (('{"2 * x": "3 * x"}', "{}"), 4, "neither change nor code"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_in_the_bank_is_named_with_its_line(make_course, case):
    change, line, fault = FAULTS[case]
    root = make_course({NAME: change})
    with pytest.raises(MalformedCourseError) as caught:
        load_mistakes(load_course(root).exercises[0])
    assert (caught.value.path, caught.value.line) == (root / NAME, line)
    assert fault in caught.value.fault


TWO_FUNCTIONS = """TABLE = {"half": lambda x: half(x)}

def half(x):
    return x / 2

def quarter(x):
    return half(half(x))

def by_table(x):
    return TABLE["half"](x)

def third(x):
    return x / 3
"""


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        ("half", {"half"}),
        ("quarter", {"quarter", "half"}),
        ("by_table", {"by_table", "TABLE", "half"}),
        ("third", {"third"}),
    ],
)
def test_the_functions_that_a_call_may_reach_are_found(name, reached):
    assert reached_functions(TWO_FUNCTIONS, name) == reached


@pytest.mark.parametrize(
    ("change", "code", "changed"),
    [
        ({"return x / 2": "return x"}, "", {"half"}),
        ({"return x / 2": "return x", "return x / 3": "return x"}, "", {"half", "third"}),
        ({"return x / 3\n": "return x\n"}, "", {"third"}),
        ({'TABLE = {"half"': 'TABLE = {"two"'}, "", None),
        ({}, "def half(x):\n    return x", None),
    ],
)
def test_the_functions_that_a_mistake_changes_are_found(change, code, changed):
    assert changed_functions(TWO_FUNCTIONS, Mistake("m", "", "", "", change, code)) == changed
