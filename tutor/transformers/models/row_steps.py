"""The steps to one row of weights as numbers: the dot products, the division, the mask and the softmax.

Vaswani et al. 2017 (arXiv 1706.03762), equation 1, for one query: ``softmax(q · K.T / √d_k + mask)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutor.transformers.models.forward import Array, softmax

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One query's row, step by step. Each row has T numbers, one per key.

    ``products`` are q · k; ``scores`` are products divided by √d_k (and multiplied by ``sharpness``); ``hidden`` says
    where the mask adds −∞; ``exps`` are e to the power of the score minus the row's maximum, which cannot overflow;
    ``weights`` are exps divided by their sum. ``undivided`` are the weights without the division by √d_k.
    """

    query: int
    d_k: int
    sharpness: float
    products: Row
    scores: Row
    hidden: tuple[bool, ...]
    exps: Row
    weights: Row
    undivided: Row


def row_steps(
    products: Array, query: int, d_k: int, sharpness: float = 1.0, causal: bool = True
) -> AttentionRow:
    """products (T, T), the dot products of one head → the steps to the row of ``query``."""
    row = products[query]
    hidden = np.arange(len(row)) > query if causal else np.zeros(len(row), dtype=bool)
    scores = row * np.float32(sharpness / np.sqrt(d_k))
    masked = np.where(hidden, np.float32(-np.inf), scores)
    exps = np.exp(masked - masked.max())
    undivided = softmax(np.where(hidden, np.float32(-np.inf), row * np.float32(sharpness)))
    return AttentionRow(
        query=query,
        d_k=d_k,
        sharpness=sharpness,
        products=_plain(row),
        scores=_plain(scores),
        hidden=tuple(bool(value) for value in hidden),
        exps=_plain(exps),
        weights=_plain(exps / exps.sum()),
        undivided=_plain(undivided),
    )


def _plain(row: Array) -> Row:
    return tuple(float(value) for value in row)
