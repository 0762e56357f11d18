"""As in many tutorials: the keys turned with transpose(0, 1, 3, 2) by number of axes, −1e9 added, in place."""

import numpy as np


def softmax(x, axis=-1):
    e_x = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e_x / np.sum(e_x, axis=axis, keepdims=True)


def transpose_keys(k):
    if k.ndim == 2:
        return k.T
    if k.ndim == 3:
        return k.transpose(0, 2, 1)
    if k.ndim == 4:
        return k.transpose(0, 1, 3, 2)
    axes = list(range(k.ndim))
    axes[-1], axes[-2] = axes[-2], axes[-1]
    return k.transpose(axes)


def scaled_dot_product_attention(q, k, v, mask=None):
    matmul_qk = np.matmul(q, transpose_keys(k))
    dk = k.shape[-1]
    scaled_attention_logits = matmul_qk / np.sqrt(dk)
    if mask is not None:
        blocked = 1.0 - np.asarray(mask).astype(float)
        scaled_attention_logits += blocked * -1e9
    attention_weights = softmax(scaled_attention_logits, axis=-1)
    output = np.matmul(attention_weights, v)
    return output, attention_weights
