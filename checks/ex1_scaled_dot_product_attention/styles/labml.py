"""As in annotated implementations: get_scores as a method, the scores multiplied by a scale, masked_fill with == 0."""

import math

import numpy as np


def softmax(x, axis=-1):
    z = np.subtract(x, x.max(axis=axis, keepdims=True))
    np.exp(z, out=z)
    z /= z.sum(axis=axis, keepdims=True)
    return z


class Attention:
    def __init__(self, d_k):
        self.scale = 1 / math.sqrt(d_k)
        self.attn = None

    def get_scores(self, query, key):
        return np.einsum("...id,...jd->...ij", query, key)

    def __call__(self, *, query, key, value, mask=None):
        scores = self.get_scores(query, key)
        scores *= self.scale
        if mask is not None:
            blocked = np.broadcast_to(np.equal(mask, 0), scores.shape)
            scores[blocked] = -math.inf
        self.attn = softmax(scores, axis=-1)
        return np.einsum("...ij,...jd->...id", self.attn, value)


def scaled_dot_product_attention(q, k, v, mask=None):
    layer = Attention(q.shape[-1])
    return layer(query=q, key=k, value=v, mask=mask), layer.attn
