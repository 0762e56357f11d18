"""Functions from a distribution to a distribution, applied one after another."""

from functools import partial

import numpy as np


def repetition_penalty(logits, seen, penalty):
    z = np.copy(logits)
    seen = np.unique(seen).astype(int)
    factor = np.where(z[seen] > 0, 1 / penalty, penalty)
    z[seen] = z[seen] * factor
    return z


def renormalise(p):
    return p / np.sum(p)


def keep_k(p, k):
    ids = np.argsort(p)[-k:]
    q = np.zeros(len(p))
    np.put(q, ids, p[ids])
    return renormalise(q)


def keep_nucleus(p, mass):
    ids = np.argsort(-p)
    count = 1
    while count < len(p) and np.sum(p[ids[:count]]) < mass:
        count += 1
    q = np.zeros(len(p))
    np.put(q, ids[:count], p[ids[:count]])
    return renormalise(q)


def keep_relative(p, fraction):
    return renormalise(np.where(p / p.max() >= fraction, p, 0.0))


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature == 0:
        p = np.zeros(len(logits))
        p[np.argmax(logits)] = 1.0
        return p
    steps = []
    if top_k:
        steps.append(partial(keep_k, k=top_k))
    if top_p < 1.0:
        steps.append(partial(keep_nucleus, mass=top_p))
    if min_p:
        steps.append(partial(keep_relative, fraction=min_p))
    p = renormalise(np.exp((logits - np.max(logits)) / temperature))
    for step in steps:
        p = step(p)
    return p


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    return int(rng.choice(np.arange(len(p)), p=p))
