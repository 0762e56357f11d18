# Loops over the keys and normalises a column at a time.
# status: failed
# line: brief
# mistake: softmax-over-queries
import numpy as np

def causal_mask(n):
    return np.tril(np.ones((n, n))).astype(bool)

def causal_attention(q, k, v):
    s = q @ k.swapaxes(-1, -2) / np.sqrt(k.shape[-1])
    s = np.where(causal_mask(s.shape[-1]), s, -np.inf)
    w = np.zeros_like(s)
    for j in range(s.shape[-1]):
        e = np.exp(s[..., :, j])
        w[..., :, j] = e / e.sum(-1, keepdims=True)
    return w @ v, w
