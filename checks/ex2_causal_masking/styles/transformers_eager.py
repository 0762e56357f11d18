"""As in a library of models: a mask of finfo.min above the diagonal by cumulative positions, added to the scores."""

import numpy as np


def causal_mask(n):
    cache_position = np.arange(n)
    return ~(np.arange(n) > cache_position.reshape(-1, 1))


def prepare_mask(length, dtype):
    min_dtype = np.finfo(dtype).min
    mask = np.full((length, length), min_dtype, dtype=dtype)
    return mask * ~causal_mask(length)


def causal_attention(q, k, v):
    scaling = q.shape[-1] ** -0.5
    attn_weights = np.matmul(q, k.swapaxes(-2, -1)) * scaling
    attn_weights = attn_weights + prepare_mask(k.shape[-2], np.float64)
    attn_weights = np.exp(attn_weights - attn_weights.max(axis=-1, keepdims=True))
    attn_weights = attn_weights / attn_weights.sum(axis=-1, keepdims=True)
    return np.matmul(attn_weights, v), attn_weights
