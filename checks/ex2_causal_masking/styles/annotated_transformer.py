"""As in the Annotated Transformer: subsequent_mask is triu == 0 with a leading axis cut away; -1e9 where it is 0."""

import math

import numpy as np


def subsequent_mask(size):
    attn_shape = (1, size, size)
    mask = np.triu(np.ones(attn_shape), k=1).astype(np.uint8)
    return mask == 0


def causal_mask(n):
    return subsequent_mask(n)[0]


def attention(query, key, value, mask=None):
    d_k = query.shape[-1]
    scores = np.matmul(query, key.swapaxes(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = np.where(mask == 0, -1e9, scores)
    p_attn = np.exp(scores - scores.max(-1, keepdims=True))
    p_attn = p_attn / p_attn.sum(-1, keepdims=True)
    return np.matmul(p_attn, value), p_attn


def causal_attention(q, k, v):
    return attention(q, k, v, mask=causal_mask(q.shape[-2]))
