"""As in JAX trainers: logsumexp once, one-hot targets in float, the loss as a weighted mean."""

import numpy as np


def logsumexp(x):
    peak = np.max(x, axis=-1, keepdims=True)
    peak = np.where(np.isfinite(peak), peak, 0.0)
    return np.log(np.sum(np.exp(x - peak), axis=-1)) + peak[..., 0]


def log_softmax(logits):
    logits = np.asarray(logits, dtype=np.float64)
    return logits - logsumexp(logits)[..., None]


def one_hot(targets, width):
    return (np.asarray(targets)[..., None] == np.arange(width)).astype(np.float64)


def cross_entropy(logits, targets, ignore_index=-100):
    logits, targets = np.asarray(logits, dtype=np.float64), np.asarray(targets)
    weight = (targets != ignore_index).astype(np.float64)
    safe = np.where(targets == ignore_index, 0, targets)
    picked = np.take_along_axis(logits, safe[..., None], axis=-1)[..., 0]
    nll = logsumexp(logits) - picked
    return float(np.sum(np.where(weight > 0, nll, 0.0)) / max(weight.sum(), 1.0))


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    logits, targets = np.asarray(logits, dtype=np.float64), np.asarray(targets)
    weight = (targets != ignore_index).astype(np.float64)
    difference = np.exp(log_softmax(logits)) - one_hot(targets, logits.shape[-1])
    return difference * (weight / max(weight.sum(), 1.0))[..., None]
