"""As in exercises on interpretability: einsum with spelled-out axes, IGNORE = -1e5 in place of infinity."""

import numpy as np

IGNORE = -1e5


def softmax(x, axis=-1):
    probs = np.exp(x - x.max(axis=axis, keepdims=True))
    probs /= probs.sum(axis=axis, keepdims=True)
    return probs


def apply_mask(attn_scores, mask):
    if mask is None:
        return attn_scores
    return np.where(mask, attn_scores, IGNORE)


def scaled_dot_product_attention(q, k, v, mask=None):
    attn_scores = np.einsum("...Qh,...Kh->...QK", q, k)
    attn_scores_masked = apply_mask(attn_scores / q.shape[-1] ** 0.5, mask)
    attn_pattern = softmax(attn_scores_masked)
    z = np.einsum("...QK,...Kh->...Qh", attn_pattern, v)
    return z, attn_pattern
