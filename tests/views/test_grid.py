"""Grids: numbers with shades, labels, cuts, and expected beside actual."""

from __future__ import annotations

from io import StringIO

from rich.cells import cell_len
from rich.console import Console

from tests.views.drawing import drawn
from tutor.grading.verdict import Comparison, Grid
from tutor.shapes.trace import Shown
from tutor.views.comparison_view import comparison_view
from tutor.views.grid import shown_view
from tutor.views.heat import HeatTable
from tutor.views.symbols import ASCII, UNICODE

NAN = float("nan")


def grid(*rows: tuple[float, ...], index: tuple[int, ...] = ()) -> Grid:
    return Grid(rows, (*(2,) * len(index), len(rows), len(rows[0])), index)


def test_a_grid_of_weights_has_a_darker_shade_for_a_larger_share() -> None:
    text = drawn(HeatTable([[0.0, 0.1, 0.3, 0.5, 1.0]]))
    assert text.split() == [".00", "░.10", "▒.30", "▓.50", "█1.0"]


def test_labels_are_above_and_before_the_numbers() -> None:
    text = drawn(HeatTable([[0.25, 0.75], [0.5, 0.5]], ["The", "fox"], ["The", "fox"]))
    assert text == "       The   fox\nThe   ▒.25  █.75\nfox   ▓.50  ▓.50"


def test_numbers_beyond_one_keep_their_whole_part() -> None:
    assert drawn(HeatTable([[1.5, -22.25], [0.0, 3.0]])) == "     1.50   -22.25\n     0.00     3.00"


def test_whole_numbers_have_no_decimals() -> None:
    assert drawn(HeatTable([[112.0, 96.0]])) == "   112    96"


def test_tiny_numbers_do_not_become_zeros() -> None:
    assert "2.0e-04" in drawn(HeatTable([[2e-4, -3e-4]]))


def test_nan_and_infinity_are_written_out() -> None:
    assert drawn(HeatTable([[NAN, float("inf"), float("-inf")]])).split() == [
        "nan",
        "inf",
        "-inf",
    ]


def test_columns_that_do_not_fit_are_left_out_visibly() -> None:
    lines = drawn(HeatTable([[0.1] * 50], width=30)).split("\n")
    assert max(map(len, lines)) <= 30
    assert lines[0].endswith("…")


def test_labels_are_shortened_before_columns_are_left_out() -> None:
    words = ["quick", "brown", "jumps"] * 4
    rows = [[0.08] * 12, [0.33] * 12]
    for symbols, short in ((UNICODE, "qui…"), (ASCII, "qui~")):
        lines = drawn(HeatTable(rows, ["a", "b"], words, width=65, symbols=symbols)).split("\n")
        assert lines[0].split().count(short) == 4
        assert [line.count(".33") for line in lines] == [0, 0, 12]
        assert len({cell_len(line) for line in lines}) == 1
        assert cell_len(lines[0]) <= 65


def test_a_label_narrower_than_the_sign_of_a_cut_is_cut_without_it() -> None:
    text = drawn(HeatTable([[1.0, 2.0], [3.0, 4.0]], [], ["quick", "brown"], width=5, symbols=ASCII))
    assert text.split("\n")[0].split() == ["q", "b"]


def test_wide_characters_in_labels_keep_the_columns_straight() -> None:
    lines = drawn(HeatTable([[0.1, 0.2], [0.3, 0.4]], ["日本", "a"], ["語", "b"])).split("\n")
    assert len({cell_len(line) for line in lines}) == 1


def test_the_ascii_grid_is_ascii() -> None:
    text = drawn(HeatTable([[0.1] * 40], marked=[(0, 0)], width=40, symbols=ASCII))
    assert text.isascii()


def test_markup_in_a_label_is_only_text() -> None:
    assert "[/bold]" in drawn(HeatTable([[1.0]], ["[/bold]"]))


def test_empty_arrays_are_drawn_as_nothing() -> None:
    assert drawn(HeatTable([])) == ""
    assert drawn(HeatTable([[]])) == ""


def test_expected_actual_and_difference_are_side_by_side_with_the_largest_marked() -> None:
    comparison = Comparison(
        "weights", grid((1.0, 0.0), (0.5, 0.5)), grid((1.0, 0.0), (0.3, 0.7)), (1, 0), 0.2
    )
    first, heads, *rows, note = drawn(comparison_view(comparison)).split("\n")
    assert first.split() == ["expected", "(2,", "2)", "yours", "yours", "−", "expected"]
    assert heads.split() == ["0", "1"] * 3
    assert [row.count("≠") for row in rows] == [0, 3]
    assert rows[1].split()[-2:] == ["−.20≠", "+.20"]
    assert rows[0].split()[-2:] == ["0", "0"]
    assert note == "weights[1, 0] is 0.30, expected 0.50: the largest of 2 differences"


def test_the_largest_difference_is_named_with_enough_digits() -> None:
    comparison = Comparison(
        "w", grid((1.0, 2.0), (3.0, 4.0)), grid((1.001, 2.0), (3.0, 4.002)), (0, 0), 0.002
    )
    *_, last, note = drawn(comparison_view(comparison)).split("\n")
    assert last.count("≠") == 3
    assert note == "w[1, 1] is 4.0020, expected 4.0000: the largest of 2 differences"
    integers = Comparison("ids", grid((1.0, 2.0), (3.0, 4.0)), grid((1.0, 2.0), (3.0, 9.0)), (1, 1), 5.0)
    assert drawn(comparison_view(integers)).endswith("ids[1, 1] is 9, expected 4: the only difference")


def test_a_part_of_an_array_marks_and_names_the_first_difference() -> None:
    part = [Grid(((0.5, 0.5), (value, 0.5)), (40, 40)) for value in (0.5, 0.3)]
    text = drawn(comparison_view(Comparison("weights", *part, (7, 2), 0.4)))
    assert text.endswith("first difference at weights[7, 2], largest difference 0.4")
    assert text.count("≠") == 3


def test_three_grids_of_five_columns_fit_eighty_columns_with_and_without_colours() -> None:
    one = grid(*((0.2,) * 5 for _ in range(5)))
    other = grid(*((0.1, 0.3, 0.2, 0.2, 0.2) for _ in range(5)))
    for system in ("truecolor", None):
        console = Console(width=80, color_system=system, force_terminal=True, file=StringIO())
        lines = console.render_lines(comparison_view(Comparison("weights", one, other, (0, 0), 0.1), 80))
        text = "\n".join("".join(part.text for part in line) for line in lines)
        assert "yours − expected" in text
        assert text.count("+.10") == 5


def test_nan_beside_a_number_is_a_difference_without_a_size() -> None:
    text = drawn(comparison_view(Comparison("w", grid((NAN, 1.0), (1.0, 1.0)), grid((0.0, 1.0), (1.0, 1.5)))))
    assert text.count("≠") == 3
    assert "largest" not in text


def test_grids_that_do_not_fit_side_by_side_are_stacked() -> None:
    comparison = Comparison("weights", grid((1.0, 0.0, 0.2)), grid((1.0, 0.1, 0.2)), (0, 1), 0.1)
    text = drawn(comparison_view(comparison, width=30), width=30)
    assert [line.split()[0] for line in text.split("\n") if line[0].isalpha()][:2] == ["expected", "yours"]
    assert max(map(len, text.split("\n")[:4])) <= 30


def test_nan_beside_nan_is_no_difference() -> None:
    comparison = Comparison("w", grid((NAN, 1.0)), grid((NAN, 2.0)))
    assert "nan≠" not in drawn(comparison_view(comparison))


def test_grids_of_other_shapes_show_both_shapes_and_mark_nothing() -> None:
    comparison = Comparison("output", grid((1.0, 2.0)), grid((1.0,), (2.0,)))
    text = drawn(comparison_view(comparison))
    assert "(1, 2)" in text
    assert "(2, 1)" in text
    assert "≠" not in text


def test_a_slice_says_where_it_was_cut() -> None:
    comparison = Comparison("weights", grid((0.5,), index=(1,)), grid((0.4,), index=(1,)))
    assert "weights[1, :, :]" in drawn(comparison_view(comparison))


def test_a_shown_array_says_its_shape_and_when_it_is_cut() -> None:
    whole = Shown(1, ((0.5, 0.5),), (1, 2), title="weights")
    part = Shown(1, ((0.5, 0.5),), (3, 1, 200), title="weights")
    assert drawn(shown_view(whole)).startswith("weights  (1, 2) float64")
    assert "a part of" not in drawn(shown_view(whole))
    assert "a part of (3, 1, 200)" in drawn(shown_view(part))
