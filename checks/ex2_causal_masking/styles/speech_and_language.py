"""In the letters of Speech and Language Processing: score(i, j) for j ≤ i, alpha_ij, a_i as a sum over the past."""

import numpy as np


def causal_mask(n):
    M = np.full((n, n), False)
    for i in range(n):
        for j in range(n):
            if j <= i:
                M[i, j] = True
    return M


def causal_attention(q, k, v):
    N, d_k = q.shape[-2:]
    a = np.zeros(v.shape)
    alpha = np.zeros((*q.shape[:-1], N))
    for i in range(N):
        past = slice(0, i + 1)
        scores = (q[..., i : i + 1, :] * k[..., past, :]).sum(-1) / np.sqrt(d_k)
        e = np.exp(scores - scores.max(-1, keepdims=True))
        alpha[..., i, past] = e / e.sum(-1, keepdims=True)
        a[..., i, :] = (alpha[..., i, past, None] * v[..., past, :]).sum(-2)
    return a, alpha
