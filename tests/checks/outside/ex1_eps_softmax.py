# Adds a small constant to every power; no mistake of the bank does that, so nothing is named.
# status: failed
# line: softmax_minus_infinity
# mistake:
import numpy as np

def softmax(x, axis=-1, eps=1e-9):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True)) + eps
    return e / np.sum(e, axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    p = softmax(s)
    return p @ v, p
