"""Heat maps: their use of the room, what they leave out, and the cell under a point."""

from __future__ import annotations

import pytest
from rich.style import Style

from tutor.views.heat import HeatTable, legend
from tutor.views.heat_colours import Paint
from tutor.views.symbols import ASCII
from tutor.views.thumbnail import shrunk, thumbnail

TRUE, NONE = Paint("truecolor"), Paint("none")
WORDS = ("<bos>", "The", "quick", "brown", "fox", "jumps")


def causal(size: int) -> list[list[float]]:
    return [[1 / (row + 1) if key <= row else 0.0 for key in range(size)] for row in range(size)]


def table(width: int, height: int | None = None, size: int = 6, **more: object) -> HeatTable:
    labels = [WORDS[n % 6] for n in range(size)]
    return HeatTable(causal(size), labels, labels, width, height, masked=True, thin=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", range(15, 130, 7))
@pytest.mark.parametrize("paint", [TRUE, NONE])
def test_no_line_is_wider_than_the_room(width: int, paint: Paint) -> None:
    for size in (1, 6, 24, 64):
        for height in (None, 10, 40):
            grid = table(width, height, size)
            assert grid.columns_wide(paint) <= width


def test_cells_grow_with_the_room() -> None:
    assert table(31, 10).plan(TRUE).tall == 1
    assert table(72, 26).plan(TRUE).tall == 3
    assert table(72, 26).plan(TRUE).cell == 10
    assert table(72, 26).plan(NONE).tall == 1  # shades do not use several lines


def test_small_weights_lose_their_numbers_first_and_columns_go_last() -> None:
    wide, narrow, tiny = (table(width, size=24) for width in (160, 80, 55))
    assert ".04" in last(wide) and ".04" not in last(narrow)
    assert tiny.plan(TRUE).shown == 24
    assert table(40, size=24).plan(TRUE).shown < 24
    assert "of 24 fit" in table(40, size=24).plain


def test_small_differences_lose_their_numbers_and_zeros_are_left_out() -> None:
    rows = [[-0.42, 0.0, 0.03], [0.2, 0.004, -0.003], [0.0, 0.0, 0.0]]
    wide, narrow = (
        HeatTable(rows, "abc", "abc", width, thin=True, signed=True, reach=1.0) for width in (40, 16)
    )
    assert text(wide, 1).split() == ["a", "−.42", "+.03"]
    assert text(wide, 2).split() == ["b", "+.20"]
    assert text(narrow, 1).split() == ["a", "−.42"]
    cell = wide.line(1, TRUE)[1].style
    assert (
        cell is not None and cell.bgcolor == TRUE.signed(-0.42).bgcolor
    )  # the scale is that of a whole weight


def test_with_numbers_columns_go_first() -> None:
    grid = table(60, size=24, numbers=True)
    assert grid.plan(TRUE).shown < 24
    assert ".04" in last(grid)


def last(grid: HeatTable) -> str:
    return text(grid, grid.lines_of(len(grid.rows) - 1, TRUE)[0])


def text(grid: HeatTable, y: int) -> str:
    return "".join(part.text for part in grid.line(y, TRUE))


def test_the_newest_columns_stay_unless_the_chosen_one_is_further_left() -> None:
    assert table(30, size=24).plan(TRUE).first > 0
    assert table(30, size=24, chosen=0).plan(TRUE).first == 0


def test_a_masked_cell_has_no_colour_and_a_tiny_weight_has_one() -> None:
    grid = HeatTable([[1.0, 0.0], [0.999, 0.001]], masked=True, thin=True)
    future, little = (grid.line(row, TRUE)[-2 if grid.plan(TRUE).gap else -1] for row in (0, 1))
    assert future.style is not None and future.style.bgcolor is None and "·" in future.text
    assert little.style is not None and little.style.bgcolor is not None


def test_the_selected_cell_is_marked_and_found_by_its_position() -> None:
    grid = table(72, 26, cell=(4, 3))
    plan = grid.plan(TRUE)
    first, tall = grid.lines_of(4, TRUE)
    assert "▌" in text(grid, first) and "▐" in text(grid, first)
    for y in range(first, first + tall):
        assert grid.at(plan.side + 3 * plan.cell + 2, y, TRUE) == (4, 3)
    assert grid.at(0, first, TRUE) is None
    assert grid.at(plan.side, 0, TRUE) is None
    assert grid.at(plan.side + 6 * plan.cell, first, TRUE) is None


def test_numbers_below_zero_are_blue_and_above_orange() -> None:
    negative, zero, positive = HeatTable([[-2.0, 0.0, 2.0]]).line(0, TRUE)[::2]
    assert [part.text.strip() for part in (negative, zero, positive)] == ["-2", "0", "2"]
    assert blue(negative.style) > 0 > blue(positive.style)


def blue(style: Style | None) -> int:
    assert style is not None and style.bgcolor is not None
    red, _, blue_ = style.bgcolor.get_truecolor()
    return blue_ - red


def test_a_marked_cell_carries_a_sign_and_not_only_a_colour() -> None:
    grid = HeatTable([[0.5, 0.5], [0.3, 0.7]], marked=[(1, 0)])
    assert [row.count("≠") for row in grid.plain.splitlines()] == [0, 1]
    assert "≠" in text(grid, 1)


def test_the_legend_has_every_mark_once_and_fits() -> None:
    for width in range(24, 60):
        drawn = "".join(part.text for part in legend(width, TRUE))
        assert len(drawn) == width
        assert drawn.split() == ["0", ".05", ".2", ".5", "1"]


def test_a_thumbnail_keeps_a_single_bright_weight() -> None:
    rows = [[0.0] * 64 for _ in range(64)]
    rows[40][7] = 0.9
    assert max(map(max, shrunk(rows, 8))) == 0.9
    assert len(thumbnail(rows, 8, TRUE)) == 4
    assert len(thumbnail(rows, 8, NONE)) == 8


def test_without_colours_wide_cells_and_pictures_show_more_of_a_shade() -> None:
    rows = [[1.0, 0.0], [0.5, 0.5]]
    assert [line[0].text for line in thumbnail(rows, 4, NONE, square=True)] == ["██  ", "▓▓▓▓"]
    assert [line[0].text for line in thumbnail(rows, 3, NONE, square=True)] == ["█ ", "▓▓"]
    wide, narrow = (HeatTable(rows, (), ("first word", "second"), width) for width in (40, 10))
    assert "▓▓.50" in wide.plain and "▓.50" in narrow.plain and "▓▓" not in narrow.plain


@pytest.mark.parametrize("system", ["truecolor", "256", "standard"])
def test_the_lower_edge_of_a_cell_has_its_colour_or_is_missing(system: str) -> None:
    paint = Paint(system)
    for rows, signed in (([[0.01, 0.99]], False), ([[-0.01, 0.99]], True)):
        grid = HeatTable(rows, (), "ab", 24, 4, thin=True, signed=signed, reach=1.0 if signed else None)
        plan = grid.plan(paint)
        assert plan.tall == 3
        for cell in grid.line(plan.heads + 2, paint):
            assert cell.text.strip() == "" or (cell.style is not None and cell.style.color is not None)


def test_plain_tables_are_plain() -> None:
    assert HeatTable([[0.1, 0.9]], ["a"], ["b", "c"], symbols=ASCII, marked=[(0, 1)]).plain.isascii()
    for width in (20, 40, 60):
        assert table(width, size=24, symbols=ASCII).plain.isascii()


def test_larger_cells_stay_nearly_square() -> None:
    large = table(150, 40).plan(TRUE)
    assert (large.cell, large.tall) == (16, 5)
    assert table(150, 20).plan(TRUE).cell == 10
