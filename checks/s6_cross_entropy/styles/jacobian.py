"""The gradient by the chain rule: -1/p at the target times the Jacobian of the softmax, position by position."""

import numpy as np


def log_softmax(logits):
    a = logits - logits.max(axis=-1, keepdims=True)
    return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def cross_entropy(logits, targets, ignore_index=-100):
    flat_logits = logits.reshape(-1, logits.shape[-1])
    flat_targets = targets.reshape(-1)
    used = [i for i, t in enumerate(flat_targets) if t != ignore_index]
    return float(np.mean([-log_softmax(flat_logits[i])[flat_targets[i]] for i in used]))


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    flat_logits = logits.reshape(-1, logits.shape[-1])
    flat_targets = targets.reshape(-1)
    used = [i for i, t in enumerate(flat_targets) if t != ignore_index]
    result = np.zeros(flat_logits.shape)
    for i in used:
        p, t = softmax(flat_logits[i]), flat_targets[i]
        # dL/dx_j = Σ_k dL/dlog p_k · dlog p_k/dx_j, where dlog p_k/dx_j = δ_kj − p_j
        upstream = np.zeros(len(p))
        upstream[t] = -1.0 / len(used)
        jacobian = np.eye(len(p)) - p
        result[i] = upstream @ jacobian
    return result.reshape(logits.shape)
