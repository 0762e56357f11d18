"""As in TensorFlow's tutorial: a look-ahead mask of ones above the diagonal, times -1e9, added to the logits."""

import numpy as np


def create_look_ahead_mask(size):
    return 1 - np.tril(np.ones((size, size)))


def causal_mask(n):
    return create_look_ahead_mask(n) == 0


def causal_attention(q, k, v):
    matmul_qk = np.matmul(q, np.swapaxes(k, -1, -2))
    dk = float(k.shape[-1])
    scaled_attention_logits = matmul_qk / np.sqrt(dk)
    scaled_attention_logits += create_look_ahead_mask(q.shape[-2]) * -1e9
    exps = np.exp(scaled_attention_logits)
    attention_weights = exps / np.sum(exps, axis=-1, keepdims=True)
    return np.matmul(attention_weights, v), attention_weights
