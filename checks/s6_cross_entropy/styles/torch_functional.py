"""As a PyTorch user writes it: log_softmax with dim, gather, a mask in floats."""

import numpy as np


def log_softmax(logits, dim=-1):
    z = logits.astype(np.float64)
    z_max = np.max(z, axis=dim, keepdims=True)
    logsumexp = z_max + np.log(np.sum(np.exp(z - z_max), axis=dim, keepdims=True))
    return z - logsumexp


def cross_entropy(logits, targets, ignore_index=-100):
    log_probs = log_softmax(logits, dim=-1)
    mask = (targets != ignore_index).astype(np.float64)
    safe_targets = np.where(targets == ignore_index, 0, targets)
    nll = -np.take_along_axis(log_probs, safe_targets[..., None], axis=-1).squeeze(-1)
    return (nll * mask).sum() / mask.sum()


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    probs = np.exp(log_softmax(logits, dim=-1))
    mask = (targets != ignore_index).astype(np.float64)
    safe_targets = np.where(targets == ignore_index, 0, targets)
    y = np.zeros_like(probs)
    np.put_along_axis(y, safe_targets[..., None], 1.0, axis=-1)
    grad = (probs - y) * mask[..., None]
    return grad / mask.sum()
