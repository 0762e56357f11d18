"""As in Llama code: repeat_kv by a new axis, np.broadcast_to and reshape; a triangle of −inf added."""

import math

import numpy as np


def repeat_kv(x, n_rep):
    if n_rep == 1:
        return x
    bs, n_kv_heads, slen, head_dim = x.shape
    x = np.broadcast_to(x[:, :, None, :, :], (bs, n_kv_heads, n_rep, slen, head_dim))
    return x.reshape(bs, n_kv_heads * n_rep, slen, head_dim)


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def grouped_query_attention(q, k, v, causal=True):
    _, n_heads, seqlen, head_dim = q.shape
    n_kv_heads = k.shape[1]
    if n_heads % n_kv_heads:
        raise ValueError(f"{n_heads} query heads, {n_kv_heads} key/value heads")
    n_rep = n_heads // n_kv_heads
    keys = repeat_kv(k, n_rep)
    values = repeat_kv(v, n_rep)
    scores = np.matmul(q, keys.swapaxes(2, 3)) / math.sqrt(head_dim)
    if causal:
        mask = np.full((seqlen, seqlen), float("-inf"))
        mask = np.triu(mask, k=1)
        scores = scores + mask
    scores = softmax(scores)
    return np.matmul(scores, values)
