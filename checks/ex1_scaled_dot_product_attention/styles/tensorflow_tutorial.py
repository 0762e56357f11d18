"""As in TensorFlow's tutorial: matmul_qk, dk as a float, (1 - mask) * -1e9 added to the scaled logits."""

import numpy as np


def softmax(x, axis=-1):
    x_max = np.max(x, axis=axis, keepdims=True)
    unnormalized = np.exp(x - x_max)
    return np.divide(unnormalized, np.sum(unnormalized, axis=axis, keepdims=True))


def scaled_dot_product_attention(q, k, v, mask=None):
    matmul_qk = np.matmul(q, np.swapaxes(k, -1, -2))

    dk = np.array(k.shape[-1], dtype=np.float64)
    scaled_attention_logits = matmul_qk / np.sqrt(dk)

    if mask is not None:
        scaled_attention_logits += (1.0 - mask.astype(np.float64)) * -1e9

    attention_weights = softmax(scaled_attention_logits, axis=-1)
    output = np.matmul(attention_weights, v)
    return output, attention_weights
