"""In the manner of a transformers LogitsWarper chain: every setting masks logits with -inf, one softmax at the end."""

import numpy as np


def _softmax(scores):
    shifted = scores - np.max(scores)
    e = np.exp(shifted)
    return e / e.sum()


class RepetitionPenaltyLogitsProcessor:
    def __init__(self, penalty):
        self.penalty = penalty

    def __call__(self, input_ids, scores):
        scores = scores.astype(np.float64)
        ids = np.unique(np.asarray(input_ids, dtype=np.int64))
        score = scores[ids]
        scores[ids] = np.where(score < 0, score * self.penalty, score / self.penalty)
        return scores


class TemperatureLogitsWarper:
    def __init__(self, temperature):
        self.temperature = temperature

    def __call__(self, scores):
        return (scores - scores.max()) / self.temperature


class TopKLogitsWarper:
    def __init__(self, top_k):
        self.top_k = top_k

    def __call__(self, scores):
        k = min(self.top_k, scores.shape[-1])
        order = np.argsort(-scores, kind="stable")
        out = np.full_like(scores, -np.inf)
        out[order[:k]] = scores[order[:k]]
        return out


class TopPLogitsWarper:
    def __init__(self, top_p):
        self.top_p = top_p

    def __call__(self, scores):
        sorted_indices = np.argsort(-scores, kind="stable")
        cumulative_probs = np.cumsum(_softmax(scores[sorted_indices]))
        remove = cumulative_probs >= self.top_p - 1e-12
        remove[1:] = remove[:-1].copy()
        remove[0] = False
        out = scores.copy()
        out[sorted_indices[remove]] = -np.inf
        return out


class MinPLogitsWarper:
    def __init__(self, min_p):
        self.min_p = min_p

    def __call__(self, scores):
        probs = _softmax(scores)
        return np.where(probs < self.min_p * probs.max(), -np.inf, scores)


def repetition_penalty(logits, seen, penalty):
    return RepetitionPenaltyLogitsProcessor(penalty)(seen, logits)


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    scores = np.asarray(logits).astype(np.float64)
    if temperature == 0:
        one_hot = np.zeros_like(scores)
        one_hot[np.argmax(scores)] = 1.0
        return one_hot
    warpers = [TemperatureLogitsWarper(temperature)]
    if top_k > 0:
        warpers.append(TopKLogitsWarper(top_k))
    if top_p < 1.0:
        warpers.append(TopPLogitsWarper(top_p))
    if min_p > 0:
        warpers.append(MinPLogitsWarper(min_p))
    for warper in warpers:
        scores = warper(scores)
    return _softmax(scores)


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    scores = repetition_penalty(logits, seen, penalty)
    probs = probabilities(scores, temperature, top_k, top_p, min_p)
    return int(rng.choice(len(probs), p=probs))
