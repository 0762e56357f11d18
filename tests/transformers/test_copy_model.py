"""The model that is trained live: its gradient, its data, and the copying head that forms."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.transformers.models.copy_model import (
    MAX_LEN,
    SHOWN,
    WORDS,
    Snapshot,
    fresh,
    rounds,
    train_live,
)
from tutor.transformers.models.forward import Model
from tutor.transformers.models.gradients import forward, loss_and_gradient


def test_the_gradient_of_the_copying_model_equals_finite_differences() -> None:
    rng = np.random.default_rng(0)
    weights = {
        name: value.astype(np.float64) + rng.normal(scale=0.1, size=value.shape)
        for name, value in fresh(1).weights.items()
    }
    model = Model(weights, 2, 1, causal=True)  # type: ignore[arg-type]
    ids, targets, counted = rounds(rng, 2, 14)
    _, gradient = loss_and_gradient(model, ids, targets, counted)  # type: ignore[arg-type]
    assert gradient.keys() == weights.keys()
    for name, value in weights.items():
        # The position with the steepest slope, so that an error is larger than the noise.
        index = np.unravel_index(int(np.abs(gradient[name]).argmax()), value.shape)
        kept = value[index]
        sides = []
        for step in (1e-5, -1e-5):
            value[index] = kept + step
            sides.append(loss_and_gradient(model, ids, targets, counted)[0])  # type: ignore[arg-type]
        value[index] = kept
        assert (sides[0] - sides[1]) / 2e-5 == pytest.approx(gradient[name][index], rel=1e-4), name


def test_it_has_fourteen_thousand_weights_and_a_word_for_each_symbol() -> None:
    assert sum(value.size for value in fresh(0).weights.values()) == 14_016
    assert len(set(WORDS)) == 64 and set(SHOWN) <= set(WORDS)


def test_rounds_repeat_and_only_predictable_words_count() -> None:
    ids, targets, counted = rounds(np.random.default_rng(2), 40)
    assert ids.shape == targets.shape == counted.shape == (40, MAX_LEN)
    np.testing.assert_array_equal(ids[:, 1:], targets[:, :-1])
    for text, wanted, counts in zip(ids, targets, counted, strict=True):
        for place in range(MAX_LEN):
            known = list(text[:place])
            if counts[place]:  # the word after the previous occurrence of the same word
                last = len(known) - 1 - known[::-1].index(text[place])
                assert text[last + 1] == wanted[place]
            else:
                assert text[place] not in known


def test_no_head_looks_ahead_and_every_row_sums_to_one() -> None:
    ids, _, _ = rounds(np.random.default_rng(3), 3)
    for block in forward(fresh(4), ids)[1]:
        grid = block.attention[:, 0]
        np.testing.assert_allclose(grid.sum(axis=-1), 1, atol=1e-5)
        assert not np.triu(grid, 1).any()


@pytest.fixture(scope="module")
def formed() -> list[Snapshot]:
    """A training four times as fast as the one in the Lab."""
    return list(train_live(1, steps=360, every=60, rate=6e-3))


@pytest.mark.slow
def test_a_copying_head_forms_and_its_stripe_is_seen(formed: list[Snapshot]) -> None:
    first, last = formed[0], formed[-1]
    assert first.step == 0 and last.step == 360
    assert first.loss > 3.5 and first.copy_accuracy < 0.1
    assert last.loss < 0.5 and last.copy_accuracy > 0.9
    assert first.stripe(1) < 0.3 and last.stripe(1) > 0.7


def test_the_same_seed_forms_the_same_head_and_another_seed_another_model() -> None:
    once, again, other = (list(train_live(seed, steps=4, every=2)) for seed in (1, 1, 2))
    assert once == again
    assert once[0].weights != other[0].weights
