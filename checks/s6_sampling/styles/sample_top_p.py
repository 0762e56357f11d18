"""Like the sample_top_p of a published model's example code: sort, cumulative sum minus the token's own, gather."""

import numpy as np


def repetition_penalty(logits, seen, penalty):
    out = np.array(logits, dtype=float)
    uniq = list(dict.fromkeys(np.asarray(seen, dtype=int).tolist()))
    pos = [t for t in uniq if out[t] > 0]
    neg = [t for t in uniq if out[t] <= 0]
    out[pos] = out[pos] / penalty
    out[neg] = out[neg] * penalty
    return out


def sample_top_p(probs, p):
    probs_idx = np.argsort(probs)[::-1]
    probs_sort = probs[probs_idx]
    probs_sum = np.cumsum(probs_sort)
    mask = probs_sum - probs_sort >= p
    mask[0] = False
    probs_sort[mask] = 0.0
    probs_sort /= probs_sort.sum()
    out = np.zeros_like(probs)
    out[probs_idx] = probs_sort
    return out


def sample_top_k(probs, k):
    out = np.zeros_like(probs)
    best = np.argpartition(probs, -min(k, len(probs)))[-min(k, len(probs)) :]
    out[best] = probs[best]
    return out / out.sum()


def sample_min_p(probs, ratio):
    out = probs * (probs >= ratio * np.amax(probs))
    return out / out.sum()


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature > 0:
        z = logits / temperature
        z = z - np.amax(z)
        probs = np.exp(z) / np.exp(z).sum()
        if top_k != 0:
            probs = sample_top_k(probs, top_k)
        if top_p != 1:
            probs = sample_top_p(probs, top_p)
        if min_p != 0:
            probs = sample_min_p(probs, min_p)
        return probs
    return np.identity(len(logits))[int(np.argmax(logits))]


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    logits = repetition_penalty(logits, seen, penalty)
    probs = probabilities(logits, temperature, top_k, top_p, min_p)
    return int(rng.multinomial(1, probs).argmax())
