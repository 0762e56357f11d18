# Documented for (batch, time, dim), so the softmax runs along axis 2.
# status: failed
# line: two_arrays
# mistake: softmax-over-axis-two
import numpy as np

def softmax(x, axis=-1):
    ex = np.exp(x - x.max(axis=axis, keepdims=True))
    return ex / ex.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    """q, k, v: (batch, time, dim)"""
    scores = np.matmul(q, np.swapaxes(k, -1, -2)) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    w = softmax(scores, axis=2)
    return np.matmul(w, v), w
