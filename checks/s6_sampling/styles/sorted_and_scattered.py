"""Like a serving engine: one sort, masks in sorted order, and the logits scattered back."""

import numpy as np


def repetition_penalty(logits, seen, penalty):
    mask = np.bincount(np.asarray(seen, dtype=np.int64), minlength=len(logits)) > 0
    penalties = np.where(mask, penalty, 1.0)
    return np.where(logits > 0, logits / penalties, logits * penalties)


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    vocab = logits.shape[0]
    if temperature == 0:
        return np.eye(vocab)[np.argmax(logits)]
    logits_idx = np.argsort(logits)
    logits_sort = logits[logits_idx] / temperature
    if top_k > 0:
        logits_sort[: max(vocab - top_k, 0)] = -np.inf
    if top_p < 1:
        probs_sort = np.exp(logits_sort - logits_sort[-1])
        probs_sum = np.cumsum(probs_sort / probs_sort.sum())
        top_p_mask = probs_sum <= 1 - top_p
        top_p_mask[-1] = False
        logits_sort[top_p_mask] = -np.inf
    probs_sort = np.exp(logits_sort - logits_sort[-1])
    probs_sort[probs_sort < min_p] = 0.0
    probs_sort /= probs_sort.sum()
    probs = np.empty(vocab)
    probs[logits_idx] = probs_sort
    return probs


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    penalised = repetition_penalty(logits, seen, penalty)
    probs = probabilities(penalised, temperature, top_k, top_p, min_p)
    q = rng.exponential(size=probs.shape)
    return np.argmax(probs / q)
