# einsum sums the keys of all heads, since the letters differ.
# status: failed
# line: head_moves_its_group_only
# mistake: keys-of-all-heads
import numpy as np

def grouped_query_attention(q, k, v, causal=True):
    B, H, T, D = q.shape
    N = k.shape[1]
    if H % N:
        raise ValueError("H")
    G = H // N
    Q = q.reshape(B, N, G, T, D)
    S = np.einsum("bngtd,bmsd->bngts", Q, k) / D ** 0.5
    if causal:
        S = np.where(np.tri(T, dtype=bool), S, -np.inf)
    P = np.exp(S - S.max(-1, keepdims=True))
    P /= P.sum(-1, keepdims=True)
    return np.einsum("bngts,bnsd->bngtd", P, v).reshape(q.shape)
