"""Shares by way of their logarithms: a log-sum-exp of its own, subtracted instead of a division."""

import numpy as np


def logsumexp(a, axis):
    m = np.amax(a, axis=axis, keepdims=True)
    return m + np.log(np.sum(np.exp(a - m), axis=axis, keepdims=True))


def log_softmax(a, axis):
    return a - logsumexp(a, axis)


def softmax(x, axis=-1):
    return np.exp(log_softmax(x, axis))


def scaled_dot_product_attention(q, k, v, mask=None):
    temperature = q.shape[-1] ** 0.5
    energy = (q / temperature) @ np.moveaxis(k, -1, -2)
    if mask is not None:
        with np.errstate(divide="ignore"):
            energy = energy + np.log(mask)
    log_weights = log_softmax(energy, -1)
    weights = np.exp(log_weights)
    return weights @ v, weights
