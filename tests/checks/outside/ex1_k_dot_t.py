# Uses k.T, in a class as for one sequence.
# status: failed
# line: a_batch
# mistake: all-axes-turned
import math
import numpy as np

def softmax(x, axis=-1):
    c = x.max(axis=axis, keepdims=True)
    return np.exp(x - c) / np.exp(x - c).sum(axis=axis, keepdims=True)

class Attention:
    def __init__(self, d):
        self.scale = 1 / math.sqrt(d)

    def __call__(self, q, k, v, mask):
        scores = q @ k.T * self.scale
        if mask is not None:
            scores = scores + np.where(mask, 0.0, -np.inf)
        w = softmax(scores)
        return w @ v, w

def scaled_dot_product_attention(q, k, v, mask=None):
    return Attention(q.shape[-1])(q, k, v, mask)
