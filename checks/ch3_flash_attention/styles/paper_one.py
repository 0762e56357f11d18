"""FlashAttention-1: key blocks outside, query blocks inside; the output is divided again after every block."""

import numpy as np


def flash_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, block_size: int = 16, causal: bool = False
) -> np.ndarray:
    n, d = q.shape
    out = np.zeros((n, v.shape[-1]))
    row_sum = np.zeros((n, 1))
    row_max = np.full((n, 1), -np.inf)

    for ks in range(0, n, block_size):
        ke = min(ks + block_size, n)
        k_j = k[ks:ke]
        v_j = v[ks:ke]
        for qs in range(0, n, block_size):
            qe = min(qs + block_size, n)
            if causal and qe <= ks:
                continue
            s = q[qs:qe] @ k_j.T / np.sqrt(d)
            if causal:
                future = np.arange(ks, ke)[None, :] > np.arange(qs, qe)[:, None]
                s[future] = -np.inf
            m_block = s.max(axis=-1, keepdims=True)
            m_old = row_max[qs:qe]
            m_new = np.maximum(m_old, m_block)
            p = np.exp(s - m_new)
            l_old = row_sum[qs:qe] * np.exp(m_old - m_new)
            l_new = l_old + p.sum(axis=-1, keepdims=True)
            out[qs:qe] = (l_old * out[qs:qe] + p @ v_j) / l_new
            row_sum[qs:qe] = l_new
            row_max[qs:qe] = m_new
    return out
