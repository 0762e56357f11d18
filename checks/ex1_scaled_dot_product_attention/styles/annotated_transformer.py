"""As in the Annotated Transformer: one attention function, masked_fill with mask == 0 and -1e9, p_attn."""

import math

import numpy as np


def softmax(x, axis=-1):
    z = np.exp(x)
    return z / z.sum(axis, keepdims=True)


def attention(query, key, value, mask=None, dropout=None):
    d_k = query.shape[-1]
    scores = np.matmul(query, key.swapaxes(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask == 0, -1e9, scores)
    p_attn = softmax(scores)
    if dropout is not None:
        p_attn = dropout(p_attn)
    return np.matmul(p_attn, value), p_attn


def scaled_dot_product_attention(q, k, v, mask=None):
    return attention(q, k, v, mask)
