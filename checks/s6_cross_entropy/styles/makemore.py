"""As in a lecture that derives backpropagation by hand: every intermediate value has a name."""

import numpy as np


def log_softmax(logits):
    logit_maxes = logits.max(axis=-1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(axis=-1, keepdims=True)
    return norm_logits - np.log(counts_sum)


def cross_entropy(logits, targets, ignore_index=-100):
    V = logits.shape[-1]
    logprobs = log_softmax(logits).reshape(-1, V)
    Yb = targets.reshape(-1)
    ix = np.where(Yb != ignore_index)[0]
    return -logprobs[ix, Yb[ix]].mean()


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    V = logits.shape[-1]
    logprobs = log_softmax(logits).reshape(-1, V)
    Yb = targets.reshape(-1)
    ix = np.where(Yb != ignore_index)[0]
    n = len(ix)
    # dloss/dlogprobs, then through the subtraction of the log of the sum
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[ix, Yb[ix]] = -1.0 / n
    probs = np.exp(logprobs)
    dlogits = dlogprobs - probs * dlogprobs.sum(axis=1, keepdims=True)
    return dlogits.reshape(logits.shape)
