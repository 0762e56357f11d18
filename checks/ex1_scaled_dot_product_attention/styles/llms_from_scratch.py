"""As in the books that build a language model step by step: attn_scores, attn_weights, context_vec."""

import numpy as np


def softmax(x, axis=-1):
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)


def scaled_dot_product_attention(q, k, v, mask=None):
    queries, keys, values = q, k, v
    attn_scores = queries @ np.swapaxes(keys, -2, -1)
    if mask is not None:
        mask_bool = ~np.asarray(mask, dtype=bool)
        attn_scores = np.where(mask_bool, -np.inf, attn_scores)
    attn_weights = softmax(attn_scores / keys.shape[-1] ** 0.5, axis=-1)
    context_vec = attn_weights @ values
    return context_vec, attn_weights
