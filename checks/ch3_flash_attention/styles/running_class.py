"""A small class keeps the running softmax of a block of queries; the loop only feeds it."""

import numpy as np


class RunningSoftmax:
    def __init__(self, rows, width):
        self.max = np.full((rows, 1), -np.inf)
        self.sum = np.zeros((rows, 1))
        self.values = np.zeros((rows, width))

    def add(self, scores, values):
        new_max = np.maximum(self.max, scores.max(axis=-1, keepdims=True))
        self.rescale(np.exp(self.max - new_max))
        weights = np.exp(scores - new_max)
        self.sum += weights.sum(axis=-1, keepdims=True)
        self.values += weights @ values
        self.max = new_max

    def rescale(self, factor):
        self.sum *= factor
        self.values *= factor

    def result(self):
        return self.values / self.sum


def flash_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, block_size: int = 16, causal: bool = False
) -> np.ndarray:
    T, d = q.shape
    blocks = [(s, min(s + block_size, T)) for s in range(0, T, block_size)]
    outputs = []
    for q0, q1 in blocks:
        state = RunningSoftmax(q1 - q0, v.shape[1])
        for k0, k1 in blocks:
            scores = q[q0:q1] @ k[k0:k1].T / d**0.5
            if causal:
                if k0 > q1 - 1:
                    break
                allowed = np.arange(q0, q1).reshape(-1, 1) >= np.arange(k0, k1)
                scores = np.where(allowed, scores, -np.inf)
            state.add(scores, v[k0:k1])
        outputs.append(state.result())
    return np.concatenate(outputs, axis=0)
