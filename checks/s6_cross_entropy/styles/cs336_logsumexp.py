"""The loss as logsumexp minus the target's logit; log_softmax is written separately."""

import numpy as np


def logsumexp(x):
    top = np.amax(x, axis=-1)
    return top + np.log(np.exp(x - top[..., None]).sum(axis=-1))


def log_softmax(logits):
    return logits - logsumexp(logits)[..., None]


def cross_entropy(logits, targets, ignore_index=-100):
    valid = targets != ignore_index
    inputs = logits[valid]
    labels = targets[valid]
    target_logits = inputs[np.arange(len(labels)), labels]
    return np.mean(logsumexp(inputs) - target_logits)


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    valid = targets != ignore_index
    inputs = logits[valid]
    labels = targets[valid]
    p = np.exp(inputs - logsumexp(inputs)[:, None])
    p[np.arange(len(labels)), labels] -= 1.0
    out = np.zeros(logits.shape)
    out[valid] = p / len(labels)
    return out
