"""After the reference in the documentation of torch's function: is_causal builds a tril mask and fills a bias."""

import math

import numpy as np


def causal_mask(n):
    return np.tril(np.ones((n, n), dtype=bool), k=0)


def causal_attention(q, k, v):
    L, S = q.shape[-2], k.shape[-2]
    scale_factor = 1 / math.sqrt(q.shape[-1])
    attn_bias = np.zeros((L, S), dtype=q.dtype)
    temp_mask = causal_mask(L)
    attn_bias[np.logical_not(temp_mask)] = float("-inf")
    attn_weight = q @ np.swapaxes(k, -2, -1) * scale_factor
    attn_weight += attn_bias
    attn_weight -= attn_weight.max(axis=-1, keepdims=True)
    attn_weight = np.exp(attn_weight)
    attn_weight /= attn_weight.sum(axis=-1, keepdims=True)
    return attn_weight @ v, attn_weight
