# Unpacks one product of all three matrices as v, k, q.
# status: failed
# line: one_token
# mistake: matrices-in-another-order
import numpy as np

def split_heads(x, n_heads):
    b, t, c = x.shape
    if c % n_heads:
        raise ValueError()
    return x.reshape(b, t, n_heads, c // n_heads).transpose(0, 2, 1, 3)

def merge_heads(x):
    b, h, t, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(b, t, h * d)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    w = np.concatenate([w_q, w_k, w_v], axis=1)
    v, k, q = np.split(x @ w, 3, axis=-1)
    q, k, v = split_heads(q, n_heads), split_heads(k, n_heads), split_heads(v, n_heads)
    s = q @ k.swapaxes(2, 3) / np.sqrt(q.shape[-1])
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    e = np.exp(s - s.max(-1, keepdims=True))
    return merge_heads(e / np.sum(e, axis=-1, keepdims=True) @ v) @ w_o
