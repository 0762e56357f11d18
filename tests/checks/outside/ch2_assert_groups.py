# Right, with an assert where ValueError is asked for.
# status: passed
# line: uneven_heads
# mistake: assertion-instead-of-value-error
import numpy as np

def repeat_kv(x, n):
    return x if n == 1 else np.repeat(x, n, axis=1)

def grouped_query_attention(q, k, v, causal=True):
    assert q.shape[1] % k.shape[1] == 0, "n_heads must be a multiple of n_kv_heads"
    n = q.shape[1] // k.shape[1]
    k, v = repeat_kv(k, n), repeat_kv(v, n)
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if causal:
        s = np.where(np.tri(s.shape[-1], dtype=bool), s, -np.inf)
    s = np.exp(s - s.max(-1, keepdims=True))
    return (s / s.sum(-1, keepdims=True)) @ v
