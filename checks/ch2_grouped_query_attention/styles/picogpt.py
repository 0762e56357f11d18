"""As in picoGPT: lists of heads, one attention function, a comprehension over pairs of query head and shared head."""

import numpy as np


def softmax(x):
    exp_x = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return exp_x / np.sum(exp_x, axis=-1, keepdims=True)


def attention(q, k, v, mask):
    return softmax(q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1]) + mask) @ v


def grouped_query_attention(q, k, v, causal=True):
    n_head, n_kv = q.shape[1], k.shape[1]
    if n_head % n_kv:
        raise ValueError("n_head % n_kv")
    mask = (1 - np.tri(q.shape[2])) * -1e10 if causal else 0
    qs = list(np.moveaxis(q, 1, 0))
    ks = [head for head in np.moveaxis(k, 1, 0) for _ in range(n_head // n_kv)]
    vs = [head for head in np.moveaxis(v, 1, 0) for _ in range(n_head // n_kv)]
    return np.stack([attention(*qkv, mask) for qkv in zip(qs, ks, vs, strict=True)], axis=1)
