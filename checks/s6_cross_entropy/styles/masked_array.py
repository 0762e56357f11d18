"""np.ma hides the ignored positions; its mean counts only what is visible."""

import numpy as np


def log_softmax(logits):
    peak = np.max(logits, axis=-1, keepdims=True)
    rest = np.subtract(logits, peak)
    return np.subtract(rest, np.log(np.add.reduce(np.exp(rest), axis=-1, keepdims=True)))


def cross_entropy(logits, targets, ignore_index=-100):
    hidden = targets == ignore_index
    column = np.ma.masked_array(targets, hidden).filled(0)
    logp = log_softmax(logits)
    chosen = np.choose(np.zeros(column.shape, dtype=int), [logp[(*np.indices(column.shape), column)]])
    return float(np.ma.masked_array(-chosen, hidden).mean())


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    hidden = targets == ignore_index
    column = np.ma.masked_array(targets, hidden).filled(0)
    slope = np.exp(log_softmax(logits))
    slope[(*np.indices(column.shape), column)] -= 1.0
    slope[hidden] = 0.0
    return slope / np.ma.masked_array(column, hidden).count()
