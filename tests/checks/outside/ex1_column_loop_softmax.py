# Loops over the keys and applies softmax to a column of scores.
# status: failed
# line: brief
# mistake: softmax-over-queries
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    scores = np.einsum('...id,...jd->...ij', q, k) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    weights = np.empty_like(scores)
    for j in range(scores.shape[-1]):
        col = scores[..., j]
        weights[..., j] = softmax(col, axis=-1)
    return weights @ v, weights
