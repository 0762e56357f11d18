"""As in makemore's backprop notebook: flatten to (N, V), intermediate results by name, backward step by step."""

import numpy as np


def log_softmax(logits):
    logit_maxes = logits.max(-1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(-1, keepdims=True)
    return norm_logits - np.log(counts_sum)


def flat(logits, targets, ignore_index):
    x = np.reshape(logits, (-1, logits.shape[-1]))
    y = np.reshape(targets, -1)
    return x, y, np.flatnonzero(y != ignore_index)


def cross_entropy(logits, targets, ignore_index=-100):
    x, y, rows = flat(logits, targets, ignore_index)
    n = len(rows)
    logprobs = log_softmax(x[rows])
    return -logprobs[range(n), y[rows]].mean()


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    x, y, rows = flat(logits, targets, ignore_index)
    n = len(rows)
    dlogits = np.zeros(x.shape)
    dkept = np.exp(log_softmax(x[rows]))
    dkept[range(n), y[rows]] -= 1
    dkept /= n
    dlogits[rows] = dkept
    return dlogits.reshape(logits.shape)
