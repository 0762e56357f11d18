"""The query heads reshaped to (B, H_kv, G, T, d), both products with np.einsum, −1e9, no maximum subtracted."""

import numpy as np


def grouped_query_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray, causal: bool = True) -> np.ndarray:
    b, h, t, d = q.shape
    n = k.shape[1]
    if h % n:
        raise ValueError("query heads cannot be shared out evenly")
    g = h // n
    q = q.reshape(b, n, g, t, d) * d**-0.5
    logits = np.einsum("bngqd,bnkd->bngqk", q, k)
    if causal:
        i = np.arange(t)
        logits = np.where(i[:, None] >= i[None, :], logits, -1e9)
    p = np.exp(logits)
    p /= p.sum(-1, keepdims=True)
    out = np.einsum("bngqk,bnkd->bngqd", p, v)
    return out.reshape(b, h, t, d)
