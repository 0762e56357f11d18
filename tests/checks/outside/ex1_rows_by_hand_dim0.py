# Its softmax has axis 0 as the default.
# status: failed
# line: softmax_sums_to_one
# mistake: axis-zero-by-default
import numpy as np

def softmax(x, axis=0):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    a = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        a = np.where(mask, a, -np.inf)
    a = softmax(a)
    return a @ v, a
