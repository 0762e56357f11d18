"""As in the eager attention of a library of models: scaling as a factor, an additive mask of finfo.min, softmax in float32."""

import numpy as np


def softmax(x, axis=-1):
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    return (y / y.sum(axis=axis, keepdims=True)).astype(x.dtype)


def extended_mask(mask, dtype):
    if mask is None:
        return None
    return np.where(mask, 0.0, np.finfo(dtype).min).astype(dtype)


def eager_attention_forward(query, key, value, attention_mask, scaling):
    attn_weights = np.matmul(query, key.swapaxes(-2, -1)) * scaling
    if attention_mask is not None:
        attn_weights = attn_weights + attention_mask
    attn_weights = softmax(attn_weights, axis=-1)
    attn_output = np.matmul(attn_weights, value)
    return attn_output, attn_weights


def scaled_dot_product_attention(q, k, v, mask=None):
    causal_mask = extended_mask(mask, np.float64)
    return eager_attention_forward(q, k, v, causal_mask, scaling=q.shape[-1] ** -0.5)
