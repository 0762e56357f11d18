"""As in minimal PyTorch GPTs: att, then a masked fill where the mask equals 0, then softmax, then y."""

import math

import numpy as np


def softmax(x, axis=-1):
    x = x - x.max(axis=axis, keepdims=True)
    x = np.exp(x)
    return x / x.sum(axis=axis, keepdims=True)


def masked_fill(x, where, value):
    return np.where(np.broadcast_to(where, x.shape), value, x)


def scaled_dot_product_attention(q, k, v, mask=None):
    hs = k.shape[-1]
    att = (q @ k.swapaxes(-2, -1)) * (1.0 / math.sqrt(hs))
    if mask is not None:
        att = masked_fill(att, mask == 0, float("-inf"))
    att = softmax(att, axis=-1)
    y = att @ v
    return y, att
