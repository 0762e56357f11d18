"""As in exercises on interpretability: einsum with capital axes, a triangle of ones, IGNORE = -1e5."""

import numpy as np

IGNORE = -1e5


def causal_mask(n):
    return np.triu(np.ones((n, n), dtype=bool)).T


def apply_causal_mask(attn_scores):
    all_ones = np.ones((attn_scores.shape[-2], attn_scores.shape[-1]))
    mask = np.triu(all_ones, k=1).astype(bool)
    return np.where(mask, IGNORE, attn_scores)


def causal_attention(q, k, v):
    attn_scores = np.einsum("...Qh,...Kh->...QK", q, k)
    masked = apply_causal_mask(attn_scores / q.shape[-1] ** 0.5)
    pattern = np.exp(masked - masked.max(axis=-1, keepdims=True))
    pattern = pattern / pattern.sum(axis=-1, keepdims=True)
    return np.einsum("...QK,...Kh->...Qh", pattern, v), pattern
