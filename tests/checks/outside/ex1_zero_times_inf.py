# Adds (1 - mask) * -inf, where 0 · ∞ is NaN.
# status: failed
# line: true_may_attend
# candidates: zero-times-infinity infinite-sum
import numpy as np

def softmax(x, axis=-1):
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    return y / y.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        s = s + (1 - mask) * -np.inf
    p = softmax(s)
    return p @ v, p
