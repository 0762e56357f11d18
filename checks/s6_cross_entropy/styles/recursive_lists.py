"""Recursion over the leading axes, with lists of rows; arrays only at the end."""

import numpy as np


def log_softmax(logits):
    if logits.ndim > 1:
        return np.stack([log_softmax(part) for part in logits])
    shifted = logits - logits.max()
    return shifted - np.log(np.sum(np.exp(shifted)))


def pairs(logits, targets):
    if targets.ndim == 0:
        return [(logits, int(targets))]
    return [
        pair for row, target in zip(logits, targets, strict=True) for pair in pairs(row, np.asarray(target))
    ]


def cross_entropy(logits, targets, ignore_index=-100):
    losses = [-log_softmax(row)[t] for row, t in pairs(logits, targets) if t != ignore_index]
    return sum(losses) / len(losses)


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    everything = pairs(logits, targets)
    n = sum(1 for _, t in everything if t != ignore_index)
    rows = []
    for row, t in everything:
        g = np.exp(log_softmax(row))
        if t == ignore_index:
            g = np.zeros(len(row))
        else:
            g[t] -= 1
        rows.append(g / n)
    return np.array(rows).reshape(logits.shape)
