# Joins all texts into one sequence before the heads attend.
# status: failed
# line: batch
# candidates: batch-folded-into-the-sequence
import numpy as np

def grouped_query_attention(q, k, v, causal=True):
    B, H, T, d = q.shape
    G = k.shape[1]
    if H % G:
        raise ValueError
    out = np.empty((B * T, H, d))
    for h in range(H):
        Q = q[:, h].reshape(B * T, d)
        K = k[:, h // (H // G)].reshape(B * T, d)
        V = v[:, h // (H // G)].reshape(B * T, d)
        S = Q @ K.T / np.sqrt(d)
        if causal:
            S = np.where(np.tri(B * T, dtype=bool), S, -np.inf)
        P = np.exp(S - S.max(1, keepdims=True))
        out[:, h] = P / P.sum(1, keepdims=True) @ V
    return out.reshape(B, T, H, d).swapaxes(1, 2)
