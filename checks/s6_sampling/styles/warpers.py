"""Like the processors of the transformers library: a list of objects, each of which sets logits to −∞."""

import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max())
    return e / e.sum()


class RepetitionPenalty:
    def __init__(self, penalty):
        self.penalty = penalty

    def __call__(self, input_ids, scores):
        score = scores[input_ids]
        score = np.where(score < 0, score * self.penalty, score / self.penalty)
        scores = scores.copy()
        scores[input_ids] = score
        return scores


class Temperature:
    def __init__(self, temperature):
        self.temperature = temperature

    def __call__(self, scores):
        return scores / self.temperature


class TopK:
    def __init__(self, top_k):
        self.top_k = top_k

    def __call__(self, scores):
        top_k = min(self.top_k, scores.shape[-1])
        indices_to_remove = scores < np.sort(scores)[-top_k]
        return np.where(indices_to_remove, -np.inf, scores)


class TopP:
    def __init__(self, top_p):
        self.top_p = top_p

    def __call__(self, scores):
        sorted_indices = np.argsort(scores)
        cumulative_probs = softmax(scores[sorted_indices]).cumsum()
        sorted_indices_to_remove = cumulative_probs <= (1 - self.top_p)
        sorted_indices_to_remove[-1:] = False
        indices_to_remove = np.zeros(scores.shape, dtype=bool)
        indices_to_remove[sorted_indices] = sorted_indices_to_remove
        return np.where(indices_to_remove, -np.inf, scores)


class MinP:
    def __init__(self, min_p):
        self.min_p = min_p

    def __call__(self, scores):
        probs = softmax(scores)
        tokens_to_remove = probs < self.min_p * probs.max()
        return np.where(tokens_to_remove, -np.inf, scores)


def repetition_penalty(logits, seen, penalty):
    return RepetitionPenalty(penalty)(np.asarray(seen, dtype=int), logits)


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    if temperature == 0:
        return (np.arange(len(logits)) == logits.argmax()).astype(float)
    warpers = [Temperature(temperature)]
    if top_k > 0:
        warpers.append(TopK(top_k))
    if top_p < 1.0:
        warpers.append(TopP(top_p))
    if min_p > 0.0:
        warpers.append(MinP(min_p))
    scores = logits
    for warper in warpers:
        scores = warper(scores)
    return softmax(scores)


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    scores = repetition_penalty(logits, seen, penalty)
    probs = probabilities(scores, temperature, top_k, top_p, min_p)
    return rng.choice(probs.size, p=probs)
