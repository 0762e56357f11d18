# Leaves the scaling out and reads True as blocked: two at once.
# status: failed
# line: brief
# mistake: no-scaling+mask-inverted
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    s = q @ k.swapaxes(-1, -2)
    if mask is not None:
        s = np.where(mask, -1e9, s)
    p = softmax(s)
    return p @ v, p
