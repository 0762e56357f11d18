"""As in Dive into Deep Learning: a masked_softmax that reshapes to two axes, and a class that keeps its weights."""

import math

import numpy as np


def softmax(x, axis=-1):
    x_exp = np.exp(x)
    partition = x_exp.sum(axis, keepdims=True)
    return x_exp / partition


def masked_softmax(x, valid):
    if valid is None:
        return softmax(x)
    shape = x.shape
    valid = np.broadcast_to(valid, shape).reshape(-1, shape[-1])
    x = x.reshape(-1, shape[-1])
    x = np.where(valid, x, -1e6)
    return softmax(x, axis=-1).reshape(shape)


class DotProductAttention:
    def forward(self, queries, keys, values, valid=None):
        d = queries.shape[-1]
        scores = np.matmul(queries, np.swapaxes(keys, -2, -1)) / math.sqrt(d)
        self.attention_weights = masked_softmax(scores, valid)
        return np.matmul(self.attention_weights, values)


def scaled_dot_product_attention(q, k, v, mask=None):
    attention = DotProductAttention()
    output = attention.forward(q, k, v, mask)
    return output, attention.attention_weights
