"""FlashAttention-2's letters: query blocks outside, key blocks inside, one division at the end."""

import numpy as np


def flash_attention(q, k, v, block_size=16, causal=False):
    N, d = q.shape
    scale = 1.0 / np.sqrt(d)
    O = np.zeros((N, v.shape[1]))  # noqa: E741 - the paper's letter
    for i in range(0, N, block_size):
        Qi = q[i : i + block_size]
        Br = Qi.shape[0]
        Oi = np.zeros((Br, v.shape[1]))
        li = np.zeros(Br)
        mi = np.full(Br, -np.inf)
        for j in range(0, N, block_size):
            if causal and j > i:
                break
            Kj, Vj = k[j : j + block_size], v[j : j + block_size]
            Sij = Qi @ Kj.T * scale
            if causal:
                q_idx = i + np.arange(Br)[:, None]
                k_idx = j + np.arange(Kj.shape[0])[None, :]
                Sij = np.where(q_idx >= k_idx, Sij, -np.inf)
            m_new = np.maximum(mi, Sij.max(axis=1))
            Pij = np.exp(Sij - m_new[:, None])
            alpha = np.exp(mi - m_new)
            li = alpha * li + Pij.sum(axis=1)
            Oi = alpha[:, None] * Oi + Pij @ Vj
            mi = m_new
        O[i : i + block_size] = Oi / li[:, None]
    return O
