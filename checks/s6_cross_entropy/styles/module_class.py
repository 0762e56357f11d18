"""A module object that keeps what the backward pass needs, as in courses that build a small framework."""

import numpy as np


class CrossEntropyLoss:
    def __init__(self, ignore_index):
        self.ignore_index = ignore_index

    def forward(self, logits, targets):
        self.shape = logits.shape
        self.labels = targets.ravel()
        self.logp = log_softmax(logits.reshape(self.labels.size, -1))
        self.active = np.nonzero(self.labels != self.ignore_index)[0]
        self.count = self.active.size
        picked = self.logp[self.active, self.labels[self.active]]
        return float(np.sum(-picked) / self.count)

    def backward(self, upstream=1.0):
        delta = np.zeros_like(self.logp)
        delta[self.active] = np.exp(self.logp[self.active])
        delta[self.active, self.labels[self.active]] -= 1
        return (upstream * delta / self.count).reshape(self.shape)


def log_softmax(logits):
    m = logits.max(axis=-1)
    m = np.expand_dims(m, -1)
    lse = np.log(np.exp(logits - m).sum(axis=-1, keepdims=True)) + m
    return logits - lse


def cross_entropy(logits, targets, ignore_index=-100):
    return CrossEntropyLoss(ignore_index).forward(logits, targets)


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    criterion = CrossEntropyLoss(ignore_index)
    criterion.forward(logits, targets)
    return criterion.backward()
