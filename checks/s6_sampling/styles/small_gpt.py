"""Like the generate loop of a small GPT: the k-th largest logit is the limit, and the cuts are written inline."""

import numpy as np


def repetition_penalty(logits, seen, penalty):
    logits = logits.copy()
    for i in set(seen):
        if logits[i] > 0:
            logits[i] /= penalty
        else:
            logits[i] *= penalty
    return logits


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature == 0.0:
        probs = np.zeros_like(logits)
        probs[np.argmax(logits)] = 1.0
        return probs
    logits = logits / temperature
    if top_k:
        v = np.sort(logits)[::-1][: min(top_k, logits.size)]
        logits = np.where(logits < v[-1], -np.inf, logits)
    probs = np.exp(logits - np.max(logits))
    probs /= np.sum(probs)
    if top_p < 1.0:
        idx = np.argsort(probs)[::-1]
        cum = np.cumsum(probs[idx])
        n = np.searchsorted(cum, top_p) + 1
        keep = idx[:n]
        new = np.zeros_like(probs)
        new[keep] = probs[keep]
        probs = new / new.sum()
    if min_p > 0:
        probs = np.where(probs < probs.max() * min_p, 0, probs)
        probs /= probs.sum()
    return probs


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    logits = repetition_penalty(logits, seen, penalty)
    probs = probabilities(logits, temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    u = rng.random()
    return int((np.cumsum(probs) > u * probs.sum()).argmax())
