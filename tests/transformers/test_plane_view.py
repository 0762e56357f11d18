"""The plane of queries and keys: the query can be rotated, and words with weight are written at their keys."""

from __future__ import annotations

import pytest

from tutor.transformers.models.agreement import read_gap
from tutor.transformers.opening.opening_state import SENTENCES, TURNED
from tutor.transformers.opening.plane_view import COLUMNS, ROWS, plane_view

COINS = SENTENCES[0]


@pytest.mark.parametrize(
    ("query", "named", "left"), [(TURNED, ["box", "___"], False), ((-1.0, 1.5), ["coins"], True)]
)
def test_words_with_weight_are_named_and_the_query_points_to_them(
    query: tuple[float, float], named: list[str], left: bool
) -> None:
    lines = plane_view(read_gap(COINS, query)).plain.split("\n")
    assert len(lines) == ROWS + 1 and all(len(line) == COLUMNS for line in lines[:ROWS])
    plane = "\n".join(lines[:ROWS])
    assert [word for word in ("coins", "box", "___", "wooden", "missing") if word in plane] == named
    row = next(line for line in lines if "●" in line)
    assert (row.index("●") < COLUMNS // 2) is left and lines.index(row) < ROWS // 2


@pytest.mark.parametrize("query", [(4.0, 4.0), (-4.0, -4.0), (0.0, 0.0)])
def test_a_query_beyond_the_plane_is_drawn_at_its_edge(query: tuple[float, float]) -> None:
    lines = plane_view(read_gap(COINS, query)).plain.split("\n")[:ROWS]
    assert all(len(line) == COLUMNS for line in lines) and any("●" in line for line in lines)
