"""Ranks by argsort of argsort; every cut is a mask over the vocabulary. The draw adds Gumbel noise."""

import numpy as np


def repetition_penalty(logits, seen, penalty):
    is_seen = np.isin(np.arange(logits.size), seen)
    return np.where(is_seen, np.where(logits > 0, logits / penalty, logits * penalty), logits)


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    n = logits.size
    if temperature == 0:
        return np.where(np.arange(n) == logits.argmax(), 1.0, 0.0)
    z = logits / temperature
    p = np.exp(z - np.logaddexp.reduce(z))
    rank = np.argsort(np.argsort(-p))
    p = p * (rank < (top_k or n))
    p = p / p.sum()
    if top_p < 1:
        mass_above = np.array([p[rank < rank[i]].sum() for i in range(n)])
        p = p * (mass_above < top_p)
        p = p / p.sum()
    p = p * (p >= min_p * p.max())
    return p / p.sum()


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = repetition_penalty(logits, seen, penalty)
    p = probabilities(z, temperature, top_k, top_p, min_p)
    allowed = p > 0
    keys = np.log(p[allowed]) + rng.gumbel(size=allowed.sum())
    return int(np.flatnonzero(allowed)[keys.argmax()])
