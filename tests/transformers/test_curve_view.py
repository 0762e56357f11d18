"""A curve in characters."""

from __future__ import annotations

from rich.console import Console

from tutor.transformers.lab.curve_view import curve_view
from tutor.views.symbols import ASCII


def drawn(*args: object, **options: object) -> list[str]:
    console = Console(width=40, color_system=None)
    with console.capture() as captured:
        console.print(curve_view(*args, **options))  # type: ignore[arg-type]
    return [line.rstrip() for line in captured.get().splitlines()]


def test_a_falling_curve_begins_at_the_top_left_and_ends_at_the_bottom_right() -> None:
    lines = drawn([4.0, 3.0, 2.0, 1.0, 0.0], width=16, height=5, high=4.0, symbols=ASCII)
    assert [line.find("*") for line in lines] == sorted(line.find("*") for line in lines)
    assert lines[0].startswith("  4.0 *") and lines[-1].startswith("  0.0") and lines[-1].endswith("*")
    assert max(map(len, lines)) == 16


def test_what_is_still_to_come_is_left_free_and_a_jump_is_a_line() -> None:
    lines = drawn([1.0, 0.0], width=26, height=4, total=5, symbols=ASCII)
    assert max(map(len, lines)) == 6 + 1 + 5
    assert all("*" in line for line in lines)


def test_braille_is_as_wide_as_asked_and_values_out_of_range_stay_inside() -> None:
    for values in ([], [3.0], [9.0, -9.0, 2.0]):
        lines = drawn(values, width=20, height=3)
        assert len(lines) == 3 and all(len(line) <= 20 for line in lines)
    assert any(0x2800 < ord(sign) <= 0x28FF for sign in "".join(drawn([1.0, 0.0], width=20, height=3)))
