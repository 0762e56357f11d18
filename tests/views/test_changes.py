"""Numbers changed by a key are marked, and nothing else."""

from __future__ import annotations

import pytest
from rich.text import Text

from tutor.views.changes import mark_changes


def marked(new: str, before: str | None) -> list[str]:
    text = mark_changes(Text(new), before)
    return [text.plain[span.start : span.end] for span in text.spans]


@pytest.mark.parametrize(
    ("new", "before", "changed"),
    [
        ("variance 129.44  d_k 128", "variance 65.42  d_k 64", ["129.44", "128"]),
        ("(6, 4) @ (4, 6) → (6, 6)", "(5, 4) @ (4, 5) → (5, 5)", ["6", "6", "6", "6"]),
        ("a 1\nb 3", "a 1\nb 2", ["3"]),
        ("mean -0.20", "mean -0.07", ["-0.20"]),
        ("above .99: 48%", "above .99: 31%", ["48%"]),
        ("1,024 numbers", "512 numbers", ["1,024"]),
        ("a 1\nb 2", "a 1", ["2"]),
        ("head_2 of x1", "head_3 of x2", []),
        ("the same 1", "the same 1", []),
        ("first 1", None, []),
    ],
)
def test_numbers_that_differ_at_their_position_are_marked(
    new: str, before: str | None, changed: list[str]
) -> None:
    assert marked(new, before) == changed
