# Loops over queries and keys and gives −∞ to those whose mask is True.
# status: failed
# line: true_may_attend
# mistake: mask-inverted
import numpy as np

def softmax(x, axis=-1):
    ex = np.exp(x - x.max(axis=axis, keepdims=True))
    return ex / ex.sum(axis=axis, keepdims=True)

def one(q, k, v, mask):
    n, m = len(q), len(k)
    w = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            if mask is not None and mask[i, j]:
                w[i, j] = -np.inf
            else:
                w[i, j] = (q[i] * k[j]).sum() / np.sqrt(len(q[i]))
    w = softmax(w)
    return w @ v, w

def scaled_dot_product_attention(q, k, v, mask=None):
    lead = q.shape[:-2]
    n, m = q.shape[-2], k.shape[-2]
    if mask is not None:
        mask = np.broadcast_to(mask, lead + (n, m))
    out = np.zeros(lead + (n, v.shape[-1]))
    wts = np.zeros(lead + (n, m))
    for ix in np.ndindex(*lead):
        out[ix], wts[ix] = one(q[ix], k[ix], v[ix], None if mask is None else mask[ix])
    return out, wts
