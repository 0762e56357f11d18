"""As in hackable GPT code: an axis for the queries of a group, expand by broadcast_to, flattened into heads again."""

import math

import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    B, n_head, T, hs = q.shape
    n_query_groups = k.shape[1]
    q_per_kv = n_head // n_query_groups
    if q_per_kv * n_query_groups != n_head:
        raise ValueError((n_head, n_query_groups))
    k = np.broadcast_to(k[:, :, None], (B, n_query_groups, q_per_kv, T, hs)).reshape(B, -1, T, hs)
    v = np.broadcast_to(v[:, :, None], (B, n_query_groups, q_per_kv, T, hs)).reshape(B, -1, T, hs)
    scale = 1.0 / math.sqrt(hs)
    att = (q @ k.swapaxes(-2, -1)) * scale
    if causal:
        att = np.where(np.tril(np.ones((T, T))) == 0, float("-inf"), att)
    att = np.exp(att - att.max(axis=-1, keepdims=True))
    return (att / att.sum(axis=-1, keepdims=True)) @ v
