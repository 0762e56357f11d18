# Averages the heads and repeats the mean to the full width.
# status: failed
# line: merge_values
# mistake: heads-averaged
import numpy as np

def split_heads(x, n_heads):
    if x.shape[-1] % n_heads:
        raise ValueError
    B, T, D = x.shape
    return x.reshape(B, T, n_heads, -1).swapaxes(1, 2)

def merge_heads(x):
    mean = x.mean(axis=1)
    return np.tile(mean, (1, 1, x.shape[1]))

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    q, k, v = (split_heads(x @ w, n_heads) for w in (w_q, w_k, w_v))
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    a = np.exp(s - s.max(-1, keepdims=True))
    a /= a.sum(-1, keepdims=True)
    return merge_heads(a @ v) @ w_o
