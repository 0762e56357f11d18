# Takes the width from len(k).
# status: failed
# line: brief
# mistake: scaled-by-axis-zero-of-the-keys
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    d_k = len(k)
    s = np.matmul(q, k.swapaxes(-2, -1)) / np.sqrt(d_k)
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    s = softmax(s)
    return s @ v, s
