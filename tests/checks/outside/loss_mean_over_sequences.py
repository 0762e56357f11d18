# The mean is taken in every sequence and then over the sequences, so tokens of short answers count more.
# status: failed
# line: ignored_in_a_batch
# mistake: mean-of-row-means
import numpy as np


def log_softmax(logits):
    z = logits - logits.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def shares(targets, ignore_index):
    mask = (targets != ignore_index).astype(float)
    if mask.ndim == 1:
        return mask / mask.sum()
    per_row = mask / np.maximum(mask.sum(axis=-1, keepdims=True), 1)
    return per_row / max((mask.sum(axis=-1) > 0).sum(), 1)


def cross_entropy(logits, targets, ignore_index=-100):
    safe = np.where(targets == ignore_index, 0, targets)
    picked = np.take_along_axis(log_softmax(logits), safe[..., None], axis=-1)[..., 0]
    return float(-(picked * shares(targets, ignore_index)).sum())


def cross_entropy_gradient(logits, targets, ignore_index=-100):
    p = np.exp(log_softmax(logits))
    y = targets[..., None] == np.arange(logits.shape[-1])
    return (p - y) * shares(targets, ignore_index)[..., None]
