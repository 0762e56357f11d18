"""Curves drawn in characters."""

from __future__ import annotations

from typing import Any

from tutor.shapes.trace import Chart
from tutor.views.curve_chart import curves_view
from tutor.views.symbols import ASCII


def drawn(values: list[float], width: int, top: float = 1.0, **options: Any) -> list[str]:
    chart = Chart("curves", (tuple(values),), 0.0, top)
    return [line.plain.rstrip() for line in curves_view(chart, width, **options)]


def test_a_falling_curve_begins_at_the_top_left_and_ends_at_the_bottom_right() -> None:
    lines = drawn([4.0, 3.0, 2.0, 1.0, 0.0], 16, 4.0, high=5, symbols=ASCII)
    assert [line.find("*") for line in lines] == sorted(line.find("*") for line in lines)
    assert lines[0].startswith("4 *") and lines[-1].startswith("0") and lines[-1].endswith("*")
    assert max(map(len, lines)) == 16


def test_room_is_left_for_later_points_and_a_jump_is_a_line() -> None:
    lines = drawn([1.0, 0.0], 22, high=4, total=5, symbols=ASCII)
    assert max(map(len, lines)) == 2 + 1 + 5
    assert all("*" in line for line in lines)


def test_braille_has_the_given_width_and_omits_values_out_of_range() -> None:
    for values in ([], [3.0], [9.0, -9.0, 0.5]):
        lines = drawn(values, 20, high=3)
        assert len(lines) == 3 and all(len(line) <= 20 for line in lines)
    assert any(0x2800 < ord(sign) <= 0x28FF for sign in "".join(drawn([1.0, 0.0], 20, high=3)))
