"""After the reference in the documentation of torch's function: a bias of zeros, filled where the mask is not set."""

import math

import numpy as np


def softmax(x, axis=-1):
    shifted = x - np.amax(x, axis=axis, keepdims=True)
    e = np.exp(shifted)
    return e / np.sum(e, axis=axis, keepdims=True)


def scaled_dot_product_attention(q, k, v, mask=None):
    L, S = q.shape[-2], k.shape[-2]
    scale_factor = 1 / math.sqrt(q.shape[-1])
    attn_bias = np.zeros((L, S))
    if mask is not None:
        attn_bias = np.zeros(np.broadcast_shapes(mask.shape, (L, S)))
        attn_bias[np.broadcast_to(np.logical_not(mask), attn_bias.shape)] = float("-inf")
    attn_weight = q @ np.swapaxes(k, -2, -1) * scale_factor
    attn_weight = attn_weight + attn_bias
    attn_weight = softmax(attn_weight, axis=-1)
    return attn_weight @ v, attn_weight
