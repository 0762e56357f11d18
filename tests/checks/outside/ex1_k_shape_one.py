# Takes the width from k.shape[1].
# status: failed
# line: a_batch
# mistake: scaled-by-axis-one-of-the-keys
import numpy as np

def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(q, k, v, mask=None):
    score = np.einsum("...nd,...md->...nm", q, k) / np.sqrt(k.shape[1])
    if mask is not None:
        score = np.where(mask, score, -np.inf)
    weight = softmax(score)
    return np.einsum("...nm,...md->...nd", weight, v), weight
