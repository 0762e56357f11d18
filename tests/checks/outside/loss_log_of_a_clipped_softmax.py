# The logarithm is taken of the softmax, clipped at 1e-9 to avoid log 0: improbable tokens cost at most 20.7 nats.
# status: failed
# line: large_logits
# mistake: constant-in-the-log
import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def log_softmax(logits):
    return np.log(np.clip(softmax(logits), 1e-9, 1.0))


def cross_entropy(logits, targets, ignore_index=-100):
    keep = targets != ignore_index
    return -log_softmax(logits[keep])[np.arange(keep.sum()), targets[keep]].mean()


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    keep = targets != ignore_index
    g = softmax(logits)
    g[keep, targets[keep]] -= 1
    g[~keep] = 0
    return g / keep.sum()
