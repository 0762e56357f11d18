# Takes its arguments in the order query, value, key.
# status: failed
# line: two_arrays
# mistake: values-and-keys-exchanged
import numpy as np

def softmax(x, axis=-1):
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    return y / y.sum(axis=axis, keepdims=True)

def scaled_dot_product_attention(query, value, key, mask=None):
    scores = np.matmul(query, key.swapaxes(-1, -2)) / np.sqrt(query.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = softmax(scores)
    return np.matmul(weights, value), weights
