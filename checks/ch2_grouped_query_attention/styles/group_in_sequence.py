"""The query heads of a group joined into one long sequence of queries, so that one product serves them all."""

import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    B, H, T, d = q.shape
    groups = k.shape[1]
    if H % groups:
        raise ValueError("H is not a multiple of H_kv")
    members = H // groups
    long_q = q.reshape(B, groups, members * T, d)
    scores = long_q @ k.swapaxes(-1, -2) / np.sqrt(d)
    if causal:
        allowed = np.tril(np.ones((T, T), dtype=bool))
        allowed = np.tile(allowed, (members, 1))
        scores = np.where(allowed, scores, -np.inf)
    lse = np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    weights = np.exp(scores - lse)
    mixed = weights @ v
    return mixed.reshape(B, H, T, d)
