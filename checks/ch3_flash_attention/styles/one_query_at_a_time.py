"""A loop over single queries; each loops over the key blocks with plain numbers for maximum and sum."""

import math

import numpy as np


def attend_one(query, keys, values, block_size):
    biggest = -math.inf
    total = 0.0
    acc = np.zeros(values.shape[1])
    for start in range(0, len(keys), block_size):
        scores = keys[start : start + block_size] @ query
        now = max(biggest, scores.max())
        shrink = math.exp(biggest - now)
        e = np.exp(scores - now)
        total = total * shrink + e.sum()
        acc = acc * shrink + e @ values[start : start + block_size]
        biggest = now
    return acc / total


def flash_attention(q, k, v, block_size=16, causal=False):
    T, d = q.shape
    result = []
    for i in range(T):
        end = i + 1 if causal else T
        result.append(attend_one(q[i] / math.sqrt(d), k[:end], v[:end], block_size))
    return np.array(result)
