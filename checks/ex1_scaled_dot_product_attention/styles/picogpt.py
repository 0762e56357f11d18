"""As in picoGPT: one line a function, the mask turned into 0 and -1e10 and added."""

import numpy as np


def softmax(x, axis=-1):
    exp_x = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return exp_x / np.sum(exp_x, axis=axis, keepdims=True)


def bias(mask):
    return 0 if mask is None else (1 - np.asarray(mask, dtype=float)) * -1e10


def attention_weights(q, k, mask):
    return softmax(q @ np.moveaxis(k, -1, -2) / np.sqrt(q.shape[-1]) + bias(mask))


def scaled_dot_product_attention(q, k, v, mask=None):
    a = attention_weights(q, k, mask)
    return a @ v, a
