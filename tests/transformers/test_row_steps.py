"""The steps to a row of weights equal the model's own results, with and without the mask."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tutor.transformers.models.model_run import Settings, run_model
from tutor.transformers.models.row_steps import row_steps

SENTENCE = "the keys near the old box are new"


@pytest.mark.parametrize("model", ["causal", "bidirectional"])
@pytest.mark.parametrize("sharpness", [0.25, 1.0, 16.0])
def test_the_steps_end_at_the_weights_of_the_grid(model: str, sharpness: float) -> None:
    seen = run_model(SENTENCE, Settings(model, sharpness=sharpness))  # type: ignore[arg-type]
    for layer, head, token in product(range(2), range(4), range(len(seen.tokens.ids))):
        one = seen.row_steps(layer, head, token)
        assert one.weights == pytest.approx(seen.attention[layer][head][token], abs=1e-6)
        assert any(one.hidden) == (model == "causal" and token < len(seen.tokens.ids) - 1)


def test_without_its_mask_nothing_is_hidden() -> None:
    seen = run_model(SENTENCE, Settings("causal", mask_removed=True))
    one = seen.row_steps(1, 0, 2)
    assert not any(one.hidden)
    assert one.weights == pytest.approx(seen.attention[1][0][2], abs=1e-6)


def test_by_hand() -> None:
    products = np.array([[0, 0, 0], [2, 4, 9], [0, 0, 0]], dtype=np.float32)
    one = row_steps(products, 1, d_k=4)
    assert one.products == (2, 4, 9)
    assert one.scores == (1, 2, 4.5)
    assert one.hidden == (False, False, True)
    assert one.exps == pytest.approx((np.exp(-1), 1, 0))
    assert one.weights == pytest.approx((1 / (1 + np.e), np.e / (1 + np.e), 0))
    assert one.undivided == pytest.approx((1 / (1 + np.e**2), np.e**2 / (1 + np.e**2), 0))


def test_large_scores_overflow_nothing() -> None:
    one = row_steps(np.full((2, 2), 1e30, dtype=np.float32), 1, d_k=1, causal=False)
    assert one.weights == pytest.approx((0.5, 0.5))
