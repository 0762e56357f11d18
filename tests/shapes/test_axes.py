"""Axes are named after the sizes that they have."""

from __future__ import annotations

import ast
import textwrap

import numpy as np
import pytest

from tutor.shapes.axes import plans, survey
from tutor.shapes.run import trace, trace_call
from tutor.shapes.trace import Trace


def traced(source: str, **sizes: int) -> Trace:
    return trace("import numpy as np\n" + textwrap.dedent(source).strip("\n"), sizes)


def names_of(result: Trace) -> dict[str, tuple[str, ...]]:
    return {name: value.names for name, value in result.names}


def test_equal_sizes_are_told_apart() -> None:
    result = traced(
        """
        x = np.ones((T, d_model))
        w = np.ones((d_model, d_k))
        q = x @ w
        scores = q @ q.T
        """,
        T=4,
        d_model=4,
        d_k=4,
    )
    assert names_of(result) == {
        "x": ("T", "d_model"),
        "w": ("d_model", "d_k"),
        "q": ("T", "d_k"),
        "scores": ("T", "T"),
    }
    product = result.lines[-1].operations[-1]
    assert [operand.names for operand in product.operands] == [("T", "d_k"), ("d_k", "T")]


def test_divisions_stay_exact_and_the_quotient_has_its_own_name() -> None:
    result = traced(
        """
        d_head = d_model // n_heads
        x = np.ones((B, T, d_model))
        h = x.reshape(B, T, n_heads, d_head).transpose(0, 2, 1, 3)
        """,
        B=2,
        T=5,
        d_model=8,
        n_heads=2,
    )
    assert result.failure is None
    assert names_of(result)["h"] == ("B", "n_heads", "T", "d_head")


def test_implicit_divisibility_is_found_by_a_second_plan() -> None:
    result = traced("x = np.ones((T, d_model)).reshape(T, n_heads, -1)", T=5, d_model=8, n_heads=2)
    assert names_of(result)["x"][:2] == ("T", "n_heads")


def test_sizes_that_the_code_itself_assigns_have_names_too() -> None:
    result = traced("T, d = 3, 3\nx = np.zeros((T, d))")
    assert names_of(result) == {"x": ("T", "d")}


def test_multiples_products_and_neighbours_are_shown_as_such() -> None:
    result = traced(
        "ff = np.ones((d_model, 4 * d_model))\nflat = np.ones((B * T, d_model // 2))\nlonger = np.ones(T + 1)",
        B=2,
        T=5,
        d_model=8,
    )
    assert names_of(result) == {
        "ff": ("d_model", "4·d_model"),
        "flat": ("B·T", "d_model/2"),
        "longer": ("T+1",),
    }


def test_a_loop_counter_is_no_size() -> None:
    result = trace(
        "import numpy as np\nx = np.ones(T - 1)",
        {"T": 5},
        before=["for t in range(T):\n    pass"],  # t is T - 1 from here on
    )
    assert names_of(result) == {"x": ("T-1",)}


def test_an_axis_that_does_not_change_is_a_number() -> None:
    result = traced("x = np.ones((T, 1, 5))", T=5)
    assert names_of(result) == {"x": ("T", "1", "5")}


def test_without_a_second_run_a_size_is_named_where_only_one_name_fits() -> None:
    result = traced(
        "assert (T, d) == (3, 4)\nx = np.ones((T, d, 2))\ny = np.ones((n, d))",
        T=3,
        d=4,
        n=4,
    )
    assert names_of(result) == {"x": ("T", "4", "2"), "y": ("4", "4")}


def test_two_names_that_always_agree_are_both_shown() -> None:
    result = traced("seq = T\nwidth = T\nx = np.ones((2 * width, 3))\ny = np.ones((T, width))", T=5)
    assert names_of(result)["y"] == ("T", "T")
    result = traced("a = T + 2\nb = T + 2\ny = np.ones((a, 3))", T=5)
    assert names_of(result)["y"] == ("a|b", "3")


def test_numbers_that_a_function_takes_from_shapes_name_its_axes(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "ex.py"
    file.write_text("def f(q):\n    batch, T, d_k = q.shape\n    return q.sum(axis=0)\n")
    result = trace_call(file, "f", [np.ones((2, 5, 8))])
    returned = next(line for line in result.lines if line.line == 3)
    assert dict(returned.assigned)["return"].names == ("T", "d_k")


def test_the_second_run_prints_and_shows_nothing() -> None:
    result = traced("from tutor import show\nprint(T)\nshow(np.ones((T, T)))", T=3)
    assert result.printed == "3\n"
    assert [shown.shape for shown in result.shown] == [(3, 3)]


@pytest.mark.parametrize(
    "sizes",
    [{"T": 5, "d_model": 8, "n_heads": 2}, {"T": 1, "B": 1, "d": 1, "V": 50257}, {"a": 6, "b": 3, "c": 2}],
)
def test_other_sizes_can_be_told_apart(sizes: dict[str, int]) -> None:
    source = "x = d_model // n_heads, a // b, 4 * 7"
    plan = next(plans(survey([ast.parse(source)], sizes)))
    assert plan.keys() == sizes.keys()
    assert len(set(plan.values())) == len(plan)
    assert not {4, 7} & set(plan.values())
    assert sorted(plan, key=lambda n: plan[n]) == sorted(sizes, key=lambda n: sizes[n])
    if "d_model" in plan:
        assert plan["d_model"] % plan["n_heads"] == 0
