"""The running softmax with plain numbers, one key at a time inside each block."""

import math

import numpy as np


def flash_attention(q, k, v, block_size=16, causal=False):
    n = len(q)
    d = q.shape[1]
    out = np.zeros((n, v.shape[1]))
    for i in range(n):
        m = float("-inf")
        denom = 0.0
        acc = np.zeros(v.shape[1])
        for b in range(0, n, block_size):
            for j in range(b, min(b + block_size, n)):
                if causal and j > i:
                    break
                s = float(np.dot(q[i], k[j])) / math.sqrt(d)
                if s > m:
                    fix = math.exp(m - s)
                    denom *= fix
                    acc *= fix
                    m = s
                w = math.exp(s - m)
                denom += w
                acc += w * v[j]
        out[i] = acc / denom
    return out
