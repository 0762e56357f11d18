"""A heat map in pixels: the position and colour of its cells, and which labels are left out."""

from __future__ import annotations

import pytest

pytest.importorskip("PIL")

from tutor.views.heat_colours import Paint, share_ramp
from tutor.views.heat_image import HeatImage, Inks, heat_image

INKS = Inks((16, 21, 27), (200, 200, 200), (255, 180, 84))


def image(count: int, size: tuple[int, int] = (640, 480), **more: object) -> HeatImage:
    rows = [[1 / (row + 1) if key <= row else 0.0 for key in range(count)] for row in range(count)]
    return heat_image(rows, ["river"] * count, size, Paint(), INKS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 6, 24, 64])
@pytest.mark.parametrize("size", [(640, 480), (300, 800), (90, 40)])
def test_every_cell_is_inside_the_image_and_found_at_its_position(count: int, size: tuple[int, int]) -> None:
    drawn = image(count, size)
    assert drawn.picture.size == size
    end = drawn.side + count * drawn.cell
    assert drawn.cell == 1 or (end <= size[0] and drawn.head + count * drawn.cell <= size[1])
    middle = drawn.cell / 2
    for row, column in ((0, 0), (count - 1, 0), (count - 1, count - 1)):
        place = drawn.side + column * drawn.cell + middle, drawn.head + row * drawn.cell + middle
        assert drawn.at(*place) == (row, column)
    assert drawn.at(drawn.side - 1, drawn.head + 1) is None and drawn.at(end + 1, drawn.head + 1) is None


def test_a_cell_has_the_colour_of_its_weight_and_a_masked_one_has_none() -> None:
    drawn = image(32)

    def colour(row: int, column: int) -> object:
        x, y = (
            start + at * drawn.cell + drawn.cell // 2
            for start, at in ((drawn.side, column), (drawn.head, row))
        )
        return drawn.picture.getpixel((x, y))

    assert colour(0, 0) == share_ramp()[-1]
    assert colour(31, 0) == colour(31, 31) == Paint().share(1 / 32).bgcolor.get_truecolor()  # type: ignore[union-attr]
    assert colour(0, 1) == INKS.ground


def test_unreadable_labels_are_left_out_except_the_selected_one() -> None:
    def lines_with_ink(drawn: HeatImage, ink: object) -> set[int]:
        pixels = drawn.picture.load()
        assert pixels is not None
        return {y for y in range(drawn.head, 480) for x in range(drawn.side - 2) if pixels[x, y] == ink}

    roomy, small = image(24), image(64, chosen=33)
    assert all(
        lines_with_ink(roomy, INKS.text)
        & set(range(roomy.head + n * roomy.cell, roomy.head + (n + 1) * roomy.cell))
        for n in range(24)
    )
    assert lines_with_ink(small, INKS.accent)  # the label of the 34th word, between two others
