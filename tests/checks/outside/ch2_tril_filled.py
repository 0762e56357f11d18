# Fills the triangle that should be kept.
# status: failed
# line: future_does_not_matter
# mistake: mask-inverted
import numpy as np

def grouped_query_attention(q, k, v, causal=True):
    if q.shape[1] % k.shape[1] != 0:
        raise ValueError("no")
    n = q.shape[1] // k.shape[1]
    k, v = np.repeat(k, n, 1), np.repeat(v, n, 1)
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if causal:
        keep = np.tril(np.ones(s.shape[-2:], bool))
        s[..., keep] = -1e9
    s = np.exp(s - s.max(-1, keepdims=True))
    return (s / s.sum(-1, keepdims=True)) @ v
