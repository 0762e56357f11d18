"""The trained model in the form that exercises use: a plain dictionary of arrays, and words as integers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.copy_model import D_MODEL, fresh, train_live
from tutor.transformers.models.copy_model import WORDS as ROUNDS_VOCABULARY
from tutor.transformers.models.forward import Model
from tutor.transformers.models.model_run import Name, load_model
from tutor.transformers.models.words import VOCABULARY, tokenize

RATE = 4e-3  # higher than in the Lab, where the learner should see the head form

__all__ = ["ROUNDS_VOCABULARY", "VOCABULARY", "to_rounds", "to_tokens", "train_weights", "trained_weights"]


def trained_weights(name: Name = "causal") -> dict[str, Any]:
    """``embedding (V, d)``, ``positions (64, d)``, ``blocks`` (exercise 5's params, a list), ``ln_gamma``, ``ln_beta``,
    ``output (d, V)`` and ``n_heads``; float64, fresh arrays that may be changed."""
    model = load_model(name)
    return {**_plain(model), "blocks": _blocks(model)}


def _plain(model: Model) -> dict[str, Any]:
    outer = ("embedding", "positions", "ln_gamma", "ln_beta", "output")
    return {**{key: model.weights[key].astype(np.float64) for key in outer}, "n_heads": model.n_heads}


def _blocks(model: Model) -> list[dict[str, Any]]:
    return [
        {key: value.astype(np.float64) for key, value in model.block(number).items()}
        for number in range(model.n_blocks)
    ]


def train_weights(steps: int = 500, seed: int = 0, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Train a model with 14,016 weights to continue rounds of words. Returns the same form as ``trained_weights``.

    It has attention only, so the feed-forward weights in its blocks are 0. ``say`` is called with reports of the loss.
    """
    model = fresh(seed)
    for seen in train_live(seed, steps, max(1, steps // 10), RATE, model):
        say(f"step {seen.step:5}  loss {seen.loss:.2f}  right {seen.copy_accuracy:4.0%}")
    idle = {"ln2_gamma": np.ones(D_MODEL), "ln2_beta": np.zeros(D_MODEL)}
    idle |= {
        "w1": np.zeros((D_MODEL, 1)),
        "b1": np.zeros(1),
        "w2": np.zeros((1, D_MODEL)),
        "b2": np.zeros(D_MODEL),
    }
    return {**_plain(model), "blocks": [block | idle for block in _blocks(model)]}


def to_rounds(text: str) -> NDArray[np.int64]:
    """Words of ``ROUNDS_VOCABULARY`` as token ids (T,).

    Raises:
        ValueError: a word is not in it.
    """
    return np.array([ROUNDS_VOCABULARY.index(word) for word in text.split()])


def to_tokens(text: str) -> NDArray[np.int64]:
    """A text as token ids (T,), beginning with ``<bos>``. Words outside the vocabulary become numbered unknowns."""
    return np.array(tokenize(text).ids)
