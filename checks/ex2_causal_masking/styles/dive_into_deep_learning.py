"""As in Dive into Deep Learning: valid lengths 1, 2, … for the queries, and a masked softmax of two axes."""

import math

import numpy as np


def causal_mask(n):
    valid_lens = np.arange(1, n + 1)
    return np.arange(n)[None, :] < valid_lens[:, None]


def masked_softmax(x, valid):
    shape = x.shape
    rows = x.reshape(-1, shape[-1])
    keep = np.broadcast_to(valid, shape).reshape(-1, shape[-1])
    rows = np.where(keep, rows, -1e6)
    exps = np.exp(rows)
    return (exps / exps.sum(1, keepdims=True)).reshape(shape)


def causal_attention(q, k, v):
    num_steps, d = q.shape[-2], q.shape[-1]
    scores = np.matmul(q, np.swapaxes(k, -2, -1)) / math.sqrt(d)
    attention_weights = masked_softmax(scores, causal_mask(num_steps))
    return np.matmul(attention_weights, v), attention_weights
