"""As in Dive into Deep Learning: the heads folded into the batch axis, the mask repeated for them."""

import numpy as np


def masked_softmax(scores, mask):
    if mask is not None:
        scores = np.where(mask, scores, -1e6)
    scores = np.exp(scores - scores.max(axis=2, keepdims=True))
    return scores / scores.sum(axis=2, keepdims=True)


def dot_product_attention(queries, keys, values, mask):
    d = queries.shape[-1]
    scores = queries @ keys.transpose(0, 2, 1) / np.sqrt(d)
    return masked_softmax(scores, mask) @ values


def split_heads(x, n_heads):
    if x.shape[2] % n_heads != 0:
        raise ValueError("the heads must divide d_model evenly")
    x = x.reshape(x.shape[0], x.shape[1], n_heads, -1)
    return x.transpose(0, 2, 1, 3)


def merge_heads(x):
    x = x.transpose(0, 2, 1, 3)
    return x.reshape(x.shape[0], x.shape[1], -1)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    B, T, _ = x.shape

    def fold(heads):
        return heads.reshape(-1, heads.shape[2], heads.shape[3])

    queries = fold(split_heads(x @ w_q, n_heads))
    keys = fold(split_heads(x @ w_k, n_heads))
    values = fold(split_heads(x @ w_v, n_heads))
    if mask is not None:
        mask = np.broadcast_to(mask, (B, n_heads, T, T)).reshape(-1, T, T)
    output = dot_product_attention(queries, keys, values, mask)
    output_concat = merge_heads(output.reshape(B, n_heads, T, -1))
    return output_concat @ w_o
