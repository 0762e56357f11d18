"""After the reference in the documentation of torch's function with enable_gqa: key and value repeated, a bias filled."""

import math

import numpy as np


def scaled_dot_product_attention(query, key, value, is_causal=False, enable_gqa=False):
    L, S = query.shape[-2], key.shape[-2]
    attn_bias = np.zeros((L, S))
    if is_causal:
        attn_bias[~np.tril(np.ones((L, S), dtype=bool))] = float("-inf")
    if enable_gqa:
        key = key.repeat(query.shape[-3] // key.shape[-3], -3)
        value = value.repeat(query.shape[-3] // value.shape[-3], -3)
    attn_weight = query @ np.swapaxes(key, -2, -1) * (1 / math.sqrt(query.shape[-1]))
    attn_weight = attn_weight + attn_bias
    attn_weight = np.exp(attn_weight - attn_weight.max(axis=-1, keepdims=True))
    return attn_weight / attn_weight.sum(axis=-1, keepdims=True) @ value


def grouped_query_attention(q, k, v, causal=True):
    return scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=True)
