"""The mask as a list of lists; leading axes by a call to itself; log-sum-exp instead of a division."""

import numpy as np


def causal_mask(n):
    return np.array([[col <= row for col in range(n)] for row in range(n)])


def log_softmax(x):
    m = x.max(axis=1, keepdims=True)
    return x - m - np.log(np.exp(x - m).sum(axis=1, keepdims=True))


def causal_attention(q, k, v):
    if q.ndim > 2:
        pairs = [causal_attention(q_b, k_b, v_b) for q_b, k_b, v_b in zip(q, k, v, strict=True)]
        return np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])

    s = np.dot(q, k.T) / np.sqrt(q.shape[1])
    blocked = np.logical_not(causal_mask(len(q)))
    s[blocked] = -np.inf
    w = np.exp(log_softmax(s))
    return np.dot(w, v), w
