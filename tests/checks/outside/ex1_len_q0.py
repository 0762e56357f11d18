# Takes the width from len(q[0]).
# status: failed
# line: a_batch
# mistake: scaled-by-axis-one
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    d = len(q[0])
    a = (q @ k.swapaxes(-1, -2)) / d ** .5
    if mask is not None:
        a = np.where(mask, a, -np.inf)
    a = softmax(a)
    return a @ v, a
