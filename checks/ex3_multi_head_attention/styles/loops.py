"""Loops over texts, heads and positions, one query vector at a time; np.concatenate of the heads' vectors."""

import math

import numpy as np


def check(d_model, n_heads):
    if d_model % n_heads != 0:
        raise ValueError(f"cannot share {d_model} columns out to {n_heads} heads")
    return d_model // n_heads


def split_heads(x, n_heads):
    size = check(x.shape[2], n_heads)
    return np.array(
        [[[row[h * size : (h + 1) * size] for row in text] for h in range(n_heads)] for text in x]
    )


def merge_heads(x):
    B, H, T, _ = x.shape
    return np.array([[np.concatenate([x[b, h, t] for h in range(H)]) for t in range(T)] for b in range(B)])


def attend(query, keys, values, allowed):
    scores = []
    for key, ok in zip(keys, allowed, strict=True):
        scores.append(np.dot(query, key) / math.sqrt(len(query)) if ok else -math.inf)
    exps = [math.exp(score - max(scores)) for score in scores]
    total = sum(exps)
    mixed = np.zeros(values.shape[1])
    for e, value in zip(exps, values, strict=True):
        mixed += e / total * value
    return mixed


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    batch, length, d_model = x.shape
    size = check(d_model, n_heads)
    allowed = np.ones((batch, n_heads, length, length), dtype=bool)
    if mask is not None:
        allowed = allowed & mask

    output = np.zeros((batch, length, d_model))
    for b in range(batch):
        q = x[b] @ w_q
        k = x[b] @ w_k
        v = x[b] @ w_v
        for t in range(length):
            pieces = []
            for h in range(n_heads):
                lo, hi = h * size, (h + 1) * size
                pieces.append(attend(q[t, lo:hi], k[:, lo:hi], v[:, lo:hi], allowed[b, h, t]))
            output[b, t] = np.concatenate(pieces) @ w_o
    return output
