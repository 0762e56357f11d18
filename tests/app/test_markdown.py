"""The course's text on the screen: where lines break, and that no empty lines are added."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.views.drawing import drawn
from tutor.app.rich_theme import prose


@pytest.mark.parametrize(
    "text", ["- one\n- two", "1. one\n2. two", "| a |\n|---|\n| b |", "```text\na\n```", "### A"]
)
def test_nothing_begins_with_an_empty_line(text: str) -> None:
    assert drawn(prose(text)).split("\n")[0]


def test_a_list_within_the_text_keeps_its_empty_line() -> None:
    assert drawn(prose("so:\n\n- one\n- two\n\nend")) == "so:\n\n • one\n • two\n\nend"


TEXT = """
`X` went in with the shape `(T, d_model)`, and `(B, T, n_heads · d_k)` became **`(B, n_heads, T, d_k)`** at 20 % of it.

- So `(T, d_k) @ (d_k, T) → (T, T)`, and `(…, T_q, T_k)` when *cross-attending*.

| step | shapes | a row is |
|---|---|---|
| score | `(T, d_k) @ (d_k, T) → (T, T)` | one query against all of the keys there are |
"""


@pytest.mark.parametrize("width", range(30, 90))
def test_no_line_breaks_inside_a_shape_or_a_percentage(width: int) -> None:
    lines = drawn(prose(TEXT), width).split("\n")
    assert all(line.count("(") == line.count(")") for line in lines), lines
    assert not any(line.rstrip().endswith("20") for line in lines)
    assert max(map(cell_len, lines)) <= width


WORDS = """
| what | code | shape | with these sizes |
|---|---|---|---|
| before the projection | `x` | `(B, T, d_model)` | `(2, 5, 12)` and so on, for each sentence of the batch |
| split | `.swapaxes(1, 2)` | `(B, n_heads, T, d_k)` | `(2, 3, 5, 4)` |
"""


@pytest.mark.parametrize("width", range(24, 90))
def test_a_table_omits_nothing(width: int) -> None:
    drawing = drawn(prose(WORDS), width)
    assert "…" not in drawing
    assert max(map(cell_len, drawing.split("\n"))) <= width
    if width >= 68:  # room for the longest word of each column
        assert "(B, n_heads, T, d_k)" in drawing
        assert "projection" in drawing


def test_on_a_wide_screen_lines_stay_short_enough_to_read() -> None:
    lines = drawn(prose("word " * 99), 200).split("\n")
    assert 90 < max(map(len, lines)) <= 96


def test_a_text_keeps_every_word_and_its_spaces() -> None:
    assert " ".join(drawn(prose(TEXT), 400).split()).startswith(
        "X went in with the shape (T, d_model), and (B, T, n_heads · d_k) became (B, n_heads, T, d_k) at 20 % of it."
    )


def test_a_shape_wider_than_the_screen_continues_below() -> None:
    lines = drawn(prose("`(B, n_heads, T, d_model)`"), 12).split("\n")
    assert "".join(line.strip() for line in lines).replace(" ", "") == "(B,n_heads,T,d_model)"
