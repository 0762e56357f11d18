"""A loop over heads with slices of columns, results written into zeros; split and merge are loops, too."""

import numpy as np


def softmax(a):
    a = np.exp(a - a.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True)


def split_heads(x, n_heads):
    B, T, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("n_heads does not divide d_model")
    width = d_model // n_heads
    heads = np.zeros((B, n_heads, T, width), dtype=x.dtype)
    for h in range(n_heads):
        heads[:, h] = x[:, :, h * width : (h + 1) * width]
    return heads


def merge_heads(x):
    B, H, T, width = x.shape
    merged = np.zeros((B, T, H * width), dtype=x.dtype)
    for h in range(H):
        merged[:, :, h * width : (h + 1) * width] = x[:, h]
    return merged


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    B, T, d_model = x.shape
    if d_model % n_heads:
        raise ValueError("n_heads does not divide d_model")
    d_head = d_model // n_heads
    if mask is not None:
        mask = np.broadcast_to(mask, (B, n_heads, T, T))

    Q, K, V = x @ w_q, x @ w_k, x @ w_v
    concat = np.zeros((B, T, d_model))
    for h in range(n_heads):
        cols = slice(h * d_head, (h + 1) * d_head)
        scores = Q[..., cols] @ K[..., cols].swapaxes(1, 2)
        scores /= np.sqrt(d_head)
        if mask is not None:
            scores[~mask[:, h]] = -np.inf
        A = softmax(scores)
        concat[..., cols] = A @ V[..., cols]
    return concat @ w_o
