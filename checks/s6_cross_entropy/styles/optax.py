"""As in JAX code: pure functions, where masks and a weighted mean."""

import numpy as np


def log_softmax(logits, axis=-1):
    normalizer = np.logaddexp.reduce(logits, axis=axis, keepdims=True)
    return logits - normalizer


def per_token_loss(logits, labels):
    picked = np.take_along_axis(log_softmax(logits), np.expand_dims(labels, -1), axis=-1)
    return -picked[..., 0]


def cross_entropy(logits, targets, ignore_index=-100):
    where = targets != ignore_index
    losses = per_token_loss(logits, np.where(where, targets, 0))
    return np.mean(losses, where=where)


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    where = np.expand_dims(targets != ignore_index, -1)
    labels = np.arange(logits.shape[-1]) == np.expand_dims(targets, -1)
    grads = np.exp(log_softmax(logits)) - labels
    return np.where(where, grads, 0) / np.sum(where)
