"""As in small GPT trainers: everything is flattened to (B*T, V) and (B*T,) first."""

import numpy as np


def log_softmax(logits):
    logits = logits - logits.max(-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def cross_entropy(logits, targets, ignore_index=-100):
    logits = logits.reshape(-1, logits.shape[-1])
    targets = targets.reshape(-1)
    keep = targets != ignore_index
    logits, targets = logits[keep], targets[keep]
    logp = log_softmax(logits)
    return -logp[np.arange(targets.shape[0]), targets].mean()


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    shape = logits.shape
    x = logits.reshape(-1, shape[-1])
    t = targets.reshape(-1)
    keep = t != ignore_index
    n = keep.sum()
    dlogits = np.exp(log_softmax(x))
    dlogits[np.flatnonzero(keep), t[keep]] -= 1
    dlogits[~keep] = 0
    dlogits /= n
    return dlogits.reshape(shape)
