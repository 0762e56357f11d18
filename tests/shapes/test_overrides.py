"""The sizes that a text sets by hand."""

from __future__ import annotations

import pytest

from tutor.shapes.overrides import typed_sizes

SIZES = {"T": 5, "d_k": 4, "rate": 0.5}


@pytest.mark.parametrize(
    ("source", "typed"),
    [
        ("T = 9", {"T": 9}),
        ("T, d_k = 9, 3", {"T": 9, "d_k": 3}),
        ("T: int = 9", {"T": 9}),
        ("rate = 0.25", {"rate": 0.25}),
        ("T = 9\nT = 7", {"T": 7}),
    ],
)
def test_a_number_at_top_level_changes_a_size(source: str, typed: dict[str, float]) -> None:
    assert typed_sizes(source, "x = T", SIZES) == typed


@pytest.mark.parametrize(
    "source",
    ["n = 9", "T = len(words)", "T = True", "def f():\n    T = 9", "T = 9 +", "T == 9", "T += 1"],
)
def test_anything_else_changes_no_size(source: str) -> None:
    assert typed_sizes(source, "x = T", SIZES) == {}


def test_the_lessons_own_assignment_does_not_override_the_keys() -> None:
    assert typed_sizes("T = 5\ny = 1", "T = 5", SIZES | {"T": 7}) == {}
    assert typed_sizes("T = 6\ny = 1", "T = 5", SIZES | {"T": 7}) == {"T": 6}
