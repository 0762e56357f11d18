"""Each key block gives a part (maximum, sum, weighted values); a function merges two parts into one."""

from functools import reduce

import numpy as np


def part(q, k, v, hidden):
    s = q @ k.T
    s[hidden] = -1e300
    m = s.max(axis=1, keepdims=True)
    p = np.exp(s - m)
    return m, p.sum(axis=1, keepdims=True), p @ v


def merge(a, b):
    (m1, s1, o1), (m2, s2, o2) = a, b
    m = np.maximum(m1, m2)
    f1 = np.exp(m1 - m)
    f2 = np.exp(m2 - m)
    return m, s1 * f1 + s2 * f2, o1 * f1 + o2 * f2


def flash_attention(q, k, v, block_size=16, causal=False):
    length, d = q.shape
    out = np.empty((length, v.shape[1]))
    for i in range(0, length, block_size):
        rows = np.arange(i, min(i + block_size, length))
        last = rows[-1] + 1 if causal else length
        parts = []
        for j in range(0, last, block_size):
            cols = np.arange(j, min(j + block_size, length))
            hidden = cols > rows[:, None] if causal else np.zeros((len(rows), len(cols)), bool)
            parts.append(part(q[rows] / np.sqrt(d), k[cols], v[cols], hidden))
        _, total, values = reduce(merge, parts)
        out[rows] = values / total
    return out
