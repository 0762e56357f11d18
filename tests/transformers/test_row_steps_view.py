"""The steps to a row on screen: below the heat map in its columns, and as a table."""

from __future__ import annotations

import numpy as np
import pytest

from tests.views.drawing import drawn
from tutor.transformers.lab.attention_view import attention_grid
from tutor.transformers.lab.row_steps_view import steps_below, steps_view, undivided_in_words
from tutor.transformers.models.row_steps import AttentionRow, row_steps
from tutor.views.heat_colours import Paint
from tutor.views.symbols import ASCII, UNICODE, Symbols

NONE = Paint("none")
LABELS = ("<bos>", "the", "fox")
PRODUCTS = np.array([[3, 1, 2], [-12.5, 8, 1], [2, 4, 9]], dtype=np.float32)


def of(query: int, **changes: object) -> AttentionRow:
    return row_steps(PRODUCTS, query, **{"d_k": 16, **changes})  # type: ignore[arg-type]


def below(one: AttentionRow, width: int = 60, symbols: Symbols = UNICODE, paint: Paint = NONE) -> list[str]:
    grid = attention_grid([one.weights] * 3, LABELS, width=width, numbers=True, symbols=symbols)
    return [line.plain for line in steps_below(one, grid, paint)]


@pytest.mark.parametrize("paint", [NONE, Paint("truecolor")])
def test_each_number_is_below_its_key(paint: Paint) -> None:
    text = below(of(1), paint=paint)
    rows = {line.split()[0]: line.split()[1:] for line in text if line.strip()}
    assert rows["q·k"] == ["-12.50", "8.00", "1.00"]
    assert rows["÷√16"] == ["-3.12", "2.00", "0.25"]
    assert rows["mask"] == ["0", "0", "−∞"]
    assert rows["weight"] == ["0.01", "0.99", "0"]
    numbers = [
        line.rstrip()
        for line in text
        if line.split()[:1] and line.split()[0] in {"q·k", "÷√16", "mask", "weight"}
    ]
    assert len({len(line) for line in numbers}) == 1  # the last column is aligned on all lines


def test_a_large_effect_of_the_division_is_shown_below() -> None:
    assert below(of(2))[-1] == "without ÷√16 the largest would be 0.99"
    assert "without" not in below(of(1))[-1]


def test_a_row_without_masked_keys_has_no_line_for_the_mask() -> None:
    assert not any("mask" in line for line in below(of(2)))
    assert any("mask" in line for line in below(of(0)))


def test_softer_scores_have_a_line_of_their_own() -> None:
    rows = {line.split()[0]: line.split()[1:] for line in below(of(2, sharpness=0.5)) if line.strip()}
    assert rows["÷√16"] == ["0.50", "1.00", "2.25"]
    assert rows["×0.5"] == ["0.25", "0.50", "1.12"]


def test_steps_are_not_shown_in_narrow_columns() -> None:
    assert below(of(1), 18) == []


def test_the_table_has_every_step_and_its_sum() -> None:
    text = drawn(steps_view(of(1), LABELS), 70)
    assert "The query of the is multiplied by every key: 16 numbers each." in text
    rows = {words[0]: words[1:] for words in map(str.split, text.split("\n")) if words}
    assert rows["the"] == ["8.00", "2.00", "0", "1.000", "0.994"]
    assert rows["fox"] == ["1.00", "0.25", "−∞", "0.000", "0.000"]
    assert rows["sum"] == ["1.006", "1.000"]
    assert "mask" not in drawn(steps_view(of(1, causal=False), LABELS), 70)


def test_the_effect_of_the_division_is_described_correctly() -> None:
    assert undivided_in_words(of(0)).startswith("There is only one key")
    assert "would be 1.00: here it changes little" in undivided_in_words(of(1))
    assert "would be 0.99, not 0.68" in undivided_in_words(of(2))


@pytest.mark.parametrize("query", range(3))
def test_in_ascii_the_drawing_is_ascii(query: int) -> None:
    one = of(query, sharpness=2.0)
    assert "".join(below(one, symbols=ASCII)).isascii()
    assert drawn(steps_view(one, LABELS, ASCII), 70).isascii()


def test_a_hostile_token_is_harmless() -> None:
    text = drawn(steps_view(of(1), ("<bos>", "\x1b[31mred", "[b]")), 70)
    assert "\x1b[31m" not in text and "[b]" in text
