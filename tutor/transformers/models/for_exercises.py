"""The trained model as exercise code takes it: a plain dictionary of arrays, and words as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.model_run import Name, load_model
from tutor.transformers.models.words import VOCABULARY, tokenize

__all__ = ["VOCABULARY", "to_tokens", "trained_weights"]


def trained_weights(name: Name = "causal") -> dict[str, Any]:
    """``embedding (V, d)``, ``positions (64, d)``, ``blocks`` (exercise 5's params, a list), ``ln_gamma``, ``ln_beta``,
    ``output (d, V)`` and ``n_heads``; float64, fresh arrays that may be changed."""
    model = load_model(name)
    blocks = [
        {key: value.astype(np.float64) for key, value in model.block(number).items()}
        for number in range(model.n_blocks)
    ]
    outer = ("embedding", "positions", "ln_gamma", "ln_beta", "output")
    return {
        **{key: model.weights[key].astype(np.float64) for key in outer},
        "blocks": blocks,
        "n_heads": model.n_heads,
    }


def to_tokens(text: str) -> NDArray[np.int64]:
    """A text as numbers (T,), the start sign first; words outside the vocabulary become nameless ones."""
    return np.array(tokenize(text).ids)
