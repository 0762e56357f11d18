"""Two loops over the keys: the first finds each row's maximum, the second sums, so nothing needs a correction."""

import numpy as np


def flash_attention(q, k, v, block_size=16, causal=False):
    n, d = q.shape
    starts = range(0, n, block_size)

    def score_block(i, j):
        s = np.dot(q[i : i + block_size], k[j : j + block_size].T) / np.sqrt(d)
        if causal:
            row = np.arange(i, i + s.shape[0])
            col = np.arange(j, j + s.shape[1])
            s[np.less.outer(row, col)] = -np.inf
        return s

    pieces = []
    for i in starts:
        peak = -np.inf
        for j in starts:
            peak = np.maximum(peak, score_block(i, j).max(1, keepdims=True))
        top, bottom = 0.0, 0.0
        for j in starts:
            e = np.exp(score_block(i, j) - peak)
            top = top + e @ v[j : j + block_size]
            bottom = bottom + e.sum(1, keepdims=True)
        pieces.append(top / bottom)
    return np.vstack(pieces)
