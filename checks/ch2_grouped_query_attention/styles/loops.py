"""Loops over sequences, heads and positions; a position scores only the keys that it may see."""

import math

import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    batch, heads, length, d = q.shape
    kv_heads = k.shape[1]
    group, left = divmod(heads, kv_heads)
    if left != 0:
        raise ValueError("left-over query heads")
    result = np.empty((batch, heads, length, d))
    for b in range(batch):
        for h in range(heads):
            g = h // group
            for t in range(length):
                end = t + 1 if causal else length
                scores = []
                for s in range(end):
                    scores.append(q[b, h, t].dot(k[b, g, s]) / math.sqrt(d))
                biggest = max(scores)
                powers = np.array([math.exp(score - biggest) for score in scores])
                share = powers / powers.sum()
                result[b, h, t] = sum(share[s] * v[b, g, s] for s in range(end))
    return result
