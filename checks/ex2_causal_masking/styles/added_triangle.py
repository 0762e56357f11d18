"""A triangle of −inf from np.triu is added to the scores, as GPT code does; in place on the fresh scores."""

import numpy as np


def causal_mask(n):
    future = np.triu(np.ones((n, n)), k=1)
    return future == 0


def causal_attention(q, k, v):
    seq_len = q.shape[-2]
    head_size = q.shape[-1]
    att = np.matmul(q, k.swapaxes(-2, -1))
    att = att * (1.0 / np.sqrt(head_size))
    bias = np.triu(np.full((seq_len, seq_len), -np.inf), k=1)
    att += bias
    att -= att.max(axis=-1, keepdims=True)
    att = np.exp(att)
    att /= att.sum(axis=-1, keepdims=True)
    y = np.matmul(att, v)
    return y, att
