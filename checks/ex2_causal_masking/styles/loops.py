"""Loops: the mask entry by entry; each position scores only the keys up to its own, so that no mask is needed."""

import numpy as np


def causal_mask(n):
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        for j in range(n):
            if j <= i:
                mask[i, j] = True
    return mask


def causal_attention(q, k, v):
    shape = q.shape[:-2]
    n, d_k = q.shape[-2:]
    weights = np.zeros((*shape, n, n))
    output = np.zeros(v.shape)
    for b in np.ndindex(*shape):
        for i in range(n):
            past = k[b][: i + 1]
            scores = past @ q[b][i] / np.sqrt(d_k)
            powers = np.exp(scores - scores.max())
            share = powers / powers.sum()
            weights[b][i, : i + 1] = share
            output[b][i] = share @ v[b][: i + 1]
    return output, weights
