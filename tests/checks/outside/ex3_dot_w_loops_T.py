# Loops over the outputs of a layer with w[o], a row where a column is meant.
# status: failed
# line: one_token
# mistake: projections-transposed
import numpy as np

def linear(x, w):
    out = np.zeros(x.shape[:-1] + (w.shape[0],))
    for o in range(w.shape[0]):
        out[..., o] = (x * w[o]).sum(-1)
    return out

def split_heads(x, n_heads):
    if x.shape[-1] % n_heads:
        raise ValueError()
    d = x.shape[-1] // n_heads
    return np.stack([x[..., i * d:(i + 1) * d] for i in range(n_heads)], 1)

def merge_heads(x):
    return np.concatenate(tuple(x.swapaxes(0, 1)), -1)

def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads, mask=None):
    q, k, v = [split_heads(linear(x, w), n_heads) for w in (w_q, w_k, w_v)]
    a = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    if mask is not None:
        a = np.where(mask, a, -1e9)
    a = np.exp(a - a.max(-1, keepdims=True))
    a = a / a.sum(-1, keepdims=True)
    return linear(merge_heads(a @ v), w_o)
