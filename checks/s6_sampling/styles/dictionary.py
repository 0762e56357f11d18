"""Plain Python: a dictionary from the id to its weight, which loses entries with every cut."""

import math

import numpy as np


def repetition_penalty(logits, seen, penalty):
    result = []
    known = {int(i) for i in seen}
    for i, z in enumerate(logits):
        if i in known:
            result.append(z * penalty if z < 0 else z / penalty)
        else:
            result.append(z)
    return np.array(result)


def normalised(weights):
    total = sum(weights.values())
    return {i: w / total for i, w in weights.items()}


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    largest = max(logits)
    if temperature == 0:
        weights = {int(np.argmax(logits)): 1.0}
    else:
        weights = normalised({i: math.exp((z - largest) / temperature) for i, z in enumerate(logits)})
    by_weight = sorted(weights, key=weights.get, reverse=True)
    if top_k > 0:
        by_weight = by_weight[:top_k]
        weights = normalised({i: weights[i] for i in by_weight})
    if top_p < 1:
        kept = []
        left = top_p
        for i in by_weight:
            kept.append(i)
            left -= weights[i]
            if left <= 0:
                break
        weights = normalised({i: weights[i] for i in kept})
    best = max(weights.values())
    weights = normalised({i: w for i, w in weights.items() if w >= min_p * best})
    return np.array([weights.get(i, 0.0) for i in range(len(logits))])


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    z = repetition_penalty(logits, seen, penalty)
    p = probabilities(z, temperature, top_k, top_p, min_p)
    r = rng.uniform()
    for token in range(len(p)):
        r -= p[token]
        if r < 0:
            break
    return token
