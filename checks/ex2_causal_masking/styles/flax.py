"""As in Flax: make_causal_mask compares positions with np.greater_equal; big_neg from finfo; the query divided first."""

import numpy as np


def make_attention_mask(query_input, key_input, pairwise_fn=np.multiply):
    return pairwise_fn(np.expand_dims(query_input, -1), np.expand_dims(key_input, -2))


def causal_mask(n):
    idxs = np.broadcast_to(np.arange(n, dtype=np.int32), (n,))
    return make_attention_mask(idxs, idxs, np.greater_equal)


def causal_attention(q, k, v):
    mask = causal_mask(q.shape[-2])
    query = q / np.sqrt(q.shape[-1])
    attn_weights = np.einsum("...qd,...kd->...qk", query, k)
    big_neg = np.finfo(np.float64).min
    attn_weights = np.where(mask, attn_weights, big_neg)
    unnormalized = np.exp(attn_weights - attn_weights.max(-1, keepdims=True))
    attn_weights = unnormalized / unnormalized.sum(-1, keepdims=True)
    return np.einsum("...qk,...kd->...qd", attn_weights, v), attn_weights
