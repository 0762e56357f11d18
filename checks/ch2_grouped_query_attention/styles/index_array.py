"""The head of each query head in an index array; boolean indexing hides the future; in place on fresh scores."""

import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    H, H_kv = q.shape[1], k.shape[1]
    if H % H_kv > 0:
        raise ValueError(f"H = {H} is no multiple of H_kv = {H_kv}")
    head = np.arange(H) // (H // H_kv)
    k, v = k[:, head], v[:, head]
    att = np.matmul(q, np.moveaxis(k, -1, -2))
    att /= q.shape[-1] ** 0.5
    if causal:
        T = q.shape[-2]
        future = np.triu(np.ones((T, T)), 1).astype(bool)
        att[:, :, future] = -np.inf
    att -= att.max(axis=3, keepdims=True)
    np.exp(att, out=att)
    att /= att.sum(axis=3, keepdims=True)
    return np.matmul(att, v)
