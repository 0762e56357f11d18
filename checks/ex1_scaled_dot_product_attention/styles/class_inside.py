"""A class with a forward method and a masked_fill helper, as carried over from PyTorch."""

import numpy as np


def masked_fill(array, where, value):
    filled = np.array(array)
    np.copyto(filled, value, where=where)
    return filled


class ScaledDotProductAttention:
    def __init__(self, scale):
        self.scale = scale

    def forward(self, query, key, value, mask=None):
        scores = np.matmul(query, key.swapaxes(-2, -1)) * self.scale
        if mask is not None:
            scores = masked_fill(scores, np.logical_not(mask), -1e9)
        p_attn = softmax(scores, axis=-1)
        return np.matmul(p_attn, value), p_attn


def softmax(x, axis=-1):
    x_max = np.max(x, axis=axis, keepdims=True)
    exps = np.exp(x - x_max)
    return exps / np.sum(exps, axis=axis, keepdims=True)


def scaled_dot_product_attention(q, k, v, mask=None):
    d_k = q.shape[-1]
    layer = ScaledDotProductAttention(scale=1 / np.sqrt(d_k))
    context, attn = layer.forward(q, k, v, mask=mask)
    return context, attn
