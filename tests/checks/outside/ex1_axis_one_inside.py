# Writes the softmax again inside attention, along axis 1.
# status: failed
# line: a_batch
# mistake: softmax-over-axis-one
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    e = np.exp(scores - scores.max())
    weights = e / e.sum(axis=1, keepdims=True)
    return weights @ v, weights
