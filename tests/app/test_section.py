"""The playground opens the block that the learner is reading."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from tutor.app.widgets.section_view import looked_at

FRAME = Region(0, 2, 80, 20)  # rows 2 to 21


def rows(first: int, height: int) -> Region:
    return Region(0, first, 80, height)


@pytest.mark.parametrize(
    ("parts", "meant"),
    [
        ([rows(3, 6), rows(10, 9)], 0),  # two whole ones: the upper
        ([rows(-18, 21), rows(5, 40)], 1),  # one row of the upper is left
        ([rows(-30, 45), rows(17, 9)], 0),  # a long one that still fills the screen
        ([rows(-30, 20), rows(-5, 6), rows(40, 9)], 1),  # none visible: the nearest
        ([rows(-4, 8), rows(18, 12)], 1),  # less than half of both: the one with more
    ],
)
def test_the_playground_opens_the_block_that_is_being_read(parts: list[Region], meant: int) -> None:
    assert looked_at(parts, FRAME) == meant
