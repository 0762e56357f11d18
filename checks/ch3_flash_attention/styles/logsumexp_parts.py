"""Each block has its own softmax and logsumexp; np.logaddexp mixes the blocks (as in ring attention)."""

import numpy as np


def block_attention(q, k, v, mask):
    scores = q @ k.T / np.sqrt(q.shape[-1])
    scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1)
    top = np.where(np.isinf(top), 0.0, top)
    e = np.exp(scores - top[:, None])
    z = e.sum(axis=-1)
    lse = np.log(np.maximum(z, 1e-300)) + np.where(z > 0, top, -np.inf)
    return e @ v / np.maximum(z, 1e-300)[:, None], lse


def flash_attention(q, k, v, block_size=16, causal=False):
    T = q.shape[0]
    out = np.zeros((T, v.shape[-1]))
    for a in range(0, T, block_size):
        qb = q[a : a + block_size]
        o = np.zeros((len(qb), v.shape[-1]))
        lse = np.full(len(qb), -np.inf)
        for b in range(0, T, block_size):
            kb, vb = k[b : b + block_size], v[b : b + block_size]
            mask = np.ones((len(qb), len(kb)), dtype=bool)
            if causal:
                mask = np.tri(len(qb), len(kb), a - b, dtype=bool)
            new_o, new_lse = block_attention(qb, kb, vb, mask)
            both = np.logaddexp(lse, new_lse)
            o = np.exp(lse - both)[:, None] * o + np.exp(new_lse - both)[:, None] * new_o
            lse = both
        out[a : a + block_size] = o
    return out
