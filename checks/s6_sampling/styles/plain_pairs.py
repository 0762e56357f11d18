"""Plain Python: lists of (probability, token) and a hand-written draw."""

import math

import numpy as np


def repetition_penalty(logits, seen, penalty):
    out = [float(z) for z in logits]
    for token in {int(t) for t in seen}:
        out[token] = out[token] / penalty if out[token] > 0 else out[token] * penalty
    return np.array(out)


def normalise(pairs):
    total = math.fsum(p for p, _ in pairs)
    return [(p / total, token) for p, token in pairs]


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = [float(one) for one in logits]
    vocab = len(z)
    largest = max(z)
    if temperature == 0:
        winner = z.index(largest)
        return np.array([1.0 if token == winner else 0.0 for token in range(vocab)])

    pairs = [(math.exp((one - largest) / temperature), token) for token, one in enumerate(z)]
    pairs = normalise(pairs)
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))

    if top_k:
        pairs = normalise(pairs[:top_k])

    if top_p < 1:
        kept, mass = [], 0.0
        for p, token in pairs:
            kept.append((p, token))
            mass += p
            if mass >= top_p - 1e-12:
                break
        pairs = normalise(kept)

    if min_p:
        limit = min_p * pairs[0][0]
        pairs = normalise([(p, token) for p, token in pairs if p >= limit])

    result = np.zeros(vocab)
    for p, token in pairs:
        result[token] = p
    return result


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    p = probabilities(repetition_penalty(logits, seen, penalty), temperature, top_k, top_p, min_p)
    u = rng.random()
    running = 0.0
    last = 0
    for token, share in enumerate(p):
        if share == 0:
            continue
        running += share
        last = token
        if u < running:
            return token
    return last
