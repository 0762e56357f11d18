"""One query head at a time, with its key/value head looked up; the outputs written into zeros."""

import numpy as np


def softmax(x, axis=-1):
    x = x - x.max(axis=axis, keepdims=True)
    exps = np.exp(x)
    return exps / exps.sum(axis=axis, keepdims=True)


def attention(q, k, v, mask=None):
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return softmax(scores) @ v


def grouped_query_attention(q, k, v, causal=True):
    n_q = q.shape[1]
    n_kv = k.shape[1]
    if n_q % n_kv:
        raise ValueError("the query heads must be a multiple of the key/value heads")
    per_group = n_q // n_kv
    T = q.shape[2]
    mask = np.tri(T, dtype=bool) if causal else None
    output = np.zeros(q.shape)
    for h in range(n_q):
        shared = h // per_group
        output[:, h] = attention(q[:, h], k[:, shared], v[:, shared], mask)
    return output
