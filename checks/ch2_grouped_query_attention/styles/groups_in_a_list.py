"""np.split into groups, each group broadcast against one key/value head, joined again with np.concatenate."""

import numpy as np


def masked_softmax(x, mask):
    e = np.exp(x - x.max(axis=-1, keepdims=True)) * mask
    return e / e.sum(axis=-1, keepdims=True)


def grouped_query_attention(q, k, v, causal=True):
    seq_len, d_head = q.shape[-2:]
    if q.shape[1] % k.shape[1]:
        raise ValueError("cannot form groups of equal size")
    mask = np.tril(np.ones((seq_len, seq_len))) if causal else np.ones((seq_len, seq_len))
    outs = []
    for g, members in enumerate(np.split(q, k.shape[1], axis=1)):
        key = k[:, g : g + 1]
        value = v[:, g : g + 1]
        scores = members @ key.swapaxes(-2, -1) * (1 / np.sqrt(d_head))
        outs.append(masked_softmax(scores, mask) @ value)
    return np.concatenate(outs, axis=1)
