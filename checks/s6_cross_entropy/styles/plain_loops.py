"""Loops over positions and tokens with the math module; no broadcasting anywhere."""

import math

import numpy as np


def log_softmax(logits):
    result = np.zeros(logits.shape)
    for index in np.ndindex(logits.shape[:-1]):
        row = logits[index]
        biggest = max(row)
        total = 0.0
        for value in row:
            total += math.exp(value - biggest)
        log_total = math.log(total)
        for i, value in enumerate(row):
            result[(*index, i)] = value - biggest - log_total
    return result


def cross_entropy(logits, targets, ignore_index=-100):
    log_p = log_softmax(logits)
    total = 0.0
    n = 0
    for index in np.ndindex(targets.shape):
        token = int(targets[index])
        if token == ignore_index:
            continue
        total += log_p[(*index, token)]
        n += 1
    return -total / n


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    log_p = log_softmax(logits)
    grad = np.zeros(logits.shape)
    n = 0
    for index in np.ndindex(targets.shape):
        if int(targets[index]) != ignore_index:
            n += 1
    for index in np.ndindex(targets.shape):
        token = int(targets[index])
        if token == ignore_index:
            continue
        for i in range(logits.shape[-1]):
            p = math.exp(log_p[(*index, i)])
            y = 1.0 if i == token else 0.0
            grad[(*index, i)] = (p - y) / n
    return grad
