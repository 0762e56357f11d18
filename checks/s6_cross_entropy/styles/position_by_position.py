"""Positions in a plain loop over np.ndindex, math.log and math.exp, no array arithmetic."""

import math

import numpy as np


def row(numbers):
    top = max(numbers)
    total = math.log(sum(math.exp(z - top) for z in numbers))
    return [z - top - total for z in numbers]


def log_softmax(logits):
    out = np.zeros(logits.shape)
    for where in np.ndindex(logits.shape[:-1]):
        out[where] = row([float(z) for z in logits[where]])
    return out


def counted(targets, ignore_index):
    return [where for where in np.ndindex(targets.shape) if targets[where] != ignore_index]


def cross_entropy(logits, targets, ignore_index=-100):
    places = counted(targets, ignore_index)
    if not places:
        return 0.0
    total = 0.0
    for where in places:
        token = int(targets[where])
        if not 0 <= token < logits.shape[-1]:
            raise ValueError(f"target {token}")
        total -= row([float(z) for z in logits[where]])[token]
    return total / len(places)


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    places = counted(targets, ignore_index)
    slope = np.zeros(logits.shape)
    for where in places:
        for token, log_p in enumerate(row([float(z) for z in logits[where]])):
            hit = 1.0 if token == targets[where] else 0.0
            slope[(*where, token)] = (math.exp(log_p) - hit) / len(places)
    return slope
