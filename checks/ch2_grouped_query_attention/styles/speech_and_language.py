"""In the letters of the GQA paper: G groups of H / G query heads, softmax row by row, head_i reads group ⌊i · G / H⌋."""

import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    _, H, N, d = q.shape
    G = k.shape[1]
    if H % G:
        raise ValueError(f"H = {H}, G = {G}")
    out = np.zeros(q.shape)
    for i in range(H):
        g = i * G // H
        for n in range(N):
            last = n + 1 if causal else N
            s = np.einsum("bd,bmd->bm", q[:, i, n], k[:, g, :last]) / np.sqrt(d)
            alpha = np.exp(s - s.max(axis=1, keepdims=True))
            alpha /= alpha.sum(axis=1, keepdims=True)
            out[:, i, n] = np.einsum("bm,bmd->bd", alpha, v[:, g, :last])
    return out
