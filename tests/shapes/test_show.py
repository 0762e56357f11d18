"""``show`` draws a grid: recorded in a traced run, printed as plain text anywhere else."""

from __future__ import annotations

import numpy as np
import pytest

from tutor import show
from tutor.shapes.run import trace


def shown_by(call: str) -> object:
    result = trace(f"import numpy as np\nfrom tutor import show\n{call}\n")
    assert result.failure is None, result.failure
    assert result.printed == ""
    (shown,) = result.shown
    return shown


def test_inside_a_run_the_grid_is_recorded_with_its_line_and_labels() -> None:
    result = trace(
        "import numpy as np\nfrom tutor import show\n\ndef draw(w):\n    show(w, ['the', 'fox'], title='weights')\n"
        "draw(np.array([[0.25, 0.75], [1, 0]]))"
    )
    (shown,) = result.shown
    assert shown.line == 5
    assert shown.rows == ((0.25, 0.75), (1.0, 0.0))
    assert shown.row_labels == shown.column_labels == ("the", "fox")
    assert (shown.title, shown.shape, shown.dtype) == ("weights", (2, 2), "float64")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("show(w)", "w"),
        ("show(\n    w[0] * 2,\n    title='')", "w[0] * 2"),
        ("show(w); show(2 * w)", ""),
        ("show(np.concatenate([w, w, w, w], axis=0))", ""),
        ("draw = show\ndraw(w)", ""),
    ],
)
def test_a_grid_without_a_title_shows_the_expression_in_its_call(written: str, title: str) -> None:
    shown = trace(f"import numpy as np\nfrom tutor import show\nw = np.eye(2)\n{written}").shown[0]
    assert shown.title == title


def test_an_array_of_many_axes_shows_its_first_slice_and_whole_shape() -> None:
    shown = shown_by("show(np.arange(24).reshape(2, 2, 2, 3), columns='a b c')")
    assert shown.rows == ((0.0, 1.0, 2.0), (3.0, 4.0, 5.0))  # type: ignore[attr-defined]
    assert shown.shape == (2, 2, 2, 3)  # type: ignore[attr-defined]
    assert shown.column_labels == ("a", "b", "c")  # type: ignore[attr-defined]


def test_a_large_array_is_cut_and_many_grids_are_bounded() -> None:
    result = trace(
        "import numpy as np\nfrom tutor import show\nfor i in range(1000): show(np.zeros((99, 99)))"
    )
    assert len(result.shown) == 100
    assert (len(result.shown[0].rows), len(result.shown[0].rows[0])) == (32, 32)
    assert result.shown[0].shape == (99, 99)


def test_in_a_shell_it_prints_a_table_that_lines_up(capsys: pytest.CaptureFixture[str]) -> None:
    show(np.array([[0.5, 0.25], [-1.0, 12.0]]), ["狐", "fox"], title="w")
    assert (
        capsys.readouterr().out
        == "w (2, 2) float64\n        狐    fox\n狐    0.50   0.25\nfox  -1.00  12.00\n"
    )


def test_a_vector_is_one_row_with_its_labels_above(capsys: pytest.CaptureFixture[str]) -> None:
    show([1, 2], ["a", "b"])
    assert capsys.readouterr().out == "(2,) int64\na  b\n1  2\n"


@pytest.mark.parametrize(
    "value", [3, [], np.zeros((0, 4)), np.array([[np.nan, np.inf]]), np.ones((2, 0, 3)), True]
)
def test_unusual_arrays_are_shown(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    show(value)
    assert capsys.readouterr().out


def test_an_array_without_numbers_is_refused_in_one_sentence() -> None:
    with pytest.raises(TypeError, match=r"show\(\) draws numbers, but this is a str"):
        show("abc")


def test_labels_cannot_carry_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    show([[1.0]], ["\x1b[31mred" * 9])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "…" in out
