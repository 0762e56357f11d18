"""As in Flax and Haiku: the query divided by the root of the depth, big_neg from finfo by np.where, einsum."""

import functools

import numpy as np


def softmax(x, axis=-1):
    unnormalized = np.exp(x - np.max(x, axis, keepdims=True))
    return unnormalized / np.sum(unnormalized, axis, keepdims=True)


def dot_product_attention_weights(query, key, mask=None):
    depth = query.shape[-1]
    query = query / np.sqrt(depth)
    attn_weights = np.einsum("...qd,...kd->...qk", query, key)
    if mask is not None:
        big_neg = np.finfo(attn_weights.dtype).min
        attn_weights = np.where(mask, attn_weights, big_neg)
    return functools.partial(softmax, axis=-1)(attn_weights)


def scaled_dot_product_attention(q, k, v, mask=None):
    attn_weights = dot_product_attention_weights(q, k, mask=mask)
    return np.einsum("...qk,...kd->...qd", attn_weights, v), attn_weights
