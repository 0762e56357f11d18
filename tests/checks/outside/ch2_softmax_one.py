# A softmax whose default axis is 1, the heads.
# status: failed
# line: neighbours_share
# mistake: softmax-over-heads
import numpy as np

def softmax(x, axis=1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def grouped_query_attention(q, k, v, causal=True):
    if q.shape[1] % k.shape[1] != 0:
        raise ValueError("no")
    n = q.shape[1] // k.shape[1]
    k, v = np.repeat(k, n, 1), np.repeat(v, n, 1)
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if causal:
        s = np.where(np.tri(s.shape[-1], dtype=bool), s, -1e9)
    return softmax(s) @ v
