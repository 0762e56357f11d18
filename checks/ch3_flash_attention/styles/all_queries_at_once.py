"""Only the keys are split into blocks: all queries are scored against one block at a time, T × block_size numbers."""

import numpy as np


def flash_attention(q, k, v, block_size=16, causal=False):
    T, dim = q.shape
    maxes = np.full(T, -np.inf)
    sums = np.zeros(T)
    weighted = np.zeros_like(v, dtype=float)
    i = np.arange(T)
    for start in range(0, T, block_size):
        stop = start + block_size
        s = np.einsum("id,jd->ij", q, k[start:stop]) / np.sqrt(dim)
        if causal:
            j = np.arange(start, start + s.shape[1])
            s = np.where(j[None, :] <= i[:, None], s, -np.inf)
        new = np.maximum(maxes, np.max(s, axis=1))
        old_part = np.exp(maxes - new)
        e = np.exp(s - new[:, None])
        sums = sums * old_part + np.sum(e, axis=1)
        weighted = weighted * old_part[:, None] + np.einsum("ij,jd->id", e, v[start:stop])
        maxes = new
    return weighted / sums[:, None]
