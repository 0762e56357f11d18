"""Like llama.cpp: a list of candidates, sorted once and truncated step by step."""

import math

import numpy as np


class Candidate:
    def __init__(self, token, logit):
        self.id, self.logit, self.p = token, logit, 0.0


def apply_softmax(candidates):
    top = candidates[0].logit
    total = 0.0
    for c in candidates:
        c.p = math.exp(c.logit - top)
        total += c.p
    for c in candidates:
        c.p /= total


def repetition_penalty(logits, seen, penalty):
    out = [float(z) for z in logits]
    counts = {}
    for token in seen:
        counts[int(token)] = counts.get(int(token), 0) + 1
    for token in counts:
        if out[token] <= 0:
            out[token] *= penalty
        else:
            out[token] /= penalty
    return np.array(out)


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    candidates = [Candidate(i, float(z)) for i, z in enumerate(logits)]
    candidates.sort(key=lambda c: -c.logit)
    if temperature <= 0:
        candidates = candidates[:1]
        temperature = 1.0
    for c in candidates:
        c.logit /= temperature
    if top_k > 0:
        candidates = candidates[:top_k]
    apply_softmax(candidates)
    if top_p < 1.0:
        cum_sum = 0.0
        last = len(candidates)
        for i, c in enumerate(candidates):
            cum_sum += c.p
            if cum_sum >= top_p:
                last = i + 1
                break
        candidates = candidates[:last]
        apply_softmax(candidates)
    if min_p > 0.0:
        limit = candidates[0].p * min_p
        candidates = [c for c in candidates if c.p >= limit]
        apply_softmax(candidates)
    result = np.zeros(len(logits))
    for c in candidates:
        result[c.id] = c.p
    return result


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    penalised = repetition_penalty(logits, seen, penalty)
    p = probabilities(penalised, temperature, top_k, top_p, min_p)
    return int(rng.choice(len(p), p=p / p.sum()))
