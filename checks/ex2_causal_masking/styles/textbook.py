"""np.tril of ones, a softmax helper, −inf by np.where: the lesson's lines in order."""

import numpy as np


def causal_mask(n: int) -> np.ndarray:
    return np.tril(np.ones((n, n), dtype=bool))


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def causal_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    d_k = q.shape[-1]
    T = q.shape[-2]
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d_k)
    scores = np.where(causal_mask(T), scores, -np.inf)
    weights = softmax(scores)
    output = weights @ v
    return output, weights
