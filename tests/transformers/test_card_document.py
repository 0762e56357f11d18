"""The model card matches the shipped files."""

from pathlib import Path

import pytest

from tools.models.card import card

CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


@pytest.mark.slow
def test_the_model_card_is_computed_from_the_shipped_models() -> None:
    """The last digit in tables is not compared, because another processor may round it differently."""
    written, computed = (text.splitlines() for text in (CARD.read_text(encoding="utf-8"), card()))
    assert len(written) == len(computed)
    for was, is_ in zip(written, computed, strict=True):
        words = zip(was.split("|"), is_.split("|"), strict=True)
        for a, b in words:
            try:
                near = abs(float(a.replace(",", "")) - float(b.replace(",", ""))) <= 0.02
            except ValueError:
                near = a == b
            assert near, f"{was}\nis today\n{is_}\nWrite it again: python -m tools.models.card"
