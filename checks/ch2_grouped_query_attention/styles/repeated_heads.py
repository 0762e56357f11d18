"""The key/value heads copied with np.repeat until there are as many as query heads, then ordinary attention."""

import numpy as np


def grouped_query_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = True) -> np.ndarray:
    _, H, T, d = q.shape
    H_kv = k.shape[1]
    if H % H_kv != 0:
        raise ValueError("H must be a multiple of H_kv")
    group_size = H // H_kv
    k = np.repeat(k, group_size, axis=1)
    v = np.repeat(v, group_size, axis=1)
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d)
    if causal:
        mask = np.tril(np.ones((T, T), dtype=bool))
        scores = np.where(mask, scores, -np.inf)
    scores = scores - scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ v
