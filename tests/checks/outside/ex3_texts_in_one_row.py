# Joins all texts into one sequence before the heads attend.
# status: failed
# line: one_token
# mistake: batch-folded-into-the-sequence
import numpy as np

def split_heads(x, n_heads):
    B, T, D = x.shape
    if D % n_heads != 0:
        raise ValueError("bad number of heads")
    return x.reshape(B, T, n_heads, D // n_heads).transpose(0, 2, 1, 3)

def merge_heads(x):
    B, H, T, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(B, T, H * d)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    B, T, D = x.shape
    if D % n_heads != 0:
        raise ValueError("bad number of heads")
    d = D // n_heads
    tokens = x.reshape(B * T, D)
    out = np.zeros((B * T, D))
    for h in range(n_heads):
        cols = slice(h * d, (h + 1) * d)
        q, k, v = tokens @ w_q[:, cols], tokens @ w_k[:, cols], tokens @ w_v[:, cols]
        s = q @ k.T / np.sqrt(d)
        if mask is not None:
            s = np.where(mask[0, 0] if mask.ndim == 4 else mask, s, -1e9)
        a = np.exp(s - s.max(axis=1, keepdims=True))
        a /= a.sum(axis=1, keepdims=True)
        out[:, cols] = a @ v
    return (out @ w_o).reshape(B, T, D)
