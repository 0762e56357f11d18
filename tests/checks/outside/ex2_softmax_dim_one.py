# A softmax along dim 1, with -1e9 in place of −∞.
# status: failed
# line: a_batch
# mistake: softmax-over-axis-one
import numpy as np

def causal_mask(n):
    return np.tri(n, dtype=bool)

def softmax(x, dim):
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)

def causal_attention(q, k, v):
    scores = np.matmul(q, k.swapaxes(-1, -2)) / np.sqrt(k.shape[-1])
    scores = np.where(causal_mask(q.shape[-2]), scores, -1e9)
    w = softmax(scores, dim=1)
    return w @ v, w
