"""A class holds the settings; its methods work on the ids in order of their probability."""

import numpy as np


def repetition_penalty(logits, seen, penalty):
    factor = np.ones(len(logits))
    factor[list(seen)] = penalty
    return np.where(logits > 0, logits / factor, logits * factor)


class Sampler:
    def __init__(self, temperature, top_k, top_p, min_p):
        self.temperature, self.top_k, self.top_p, self.min_p = temperature, top_k, top_p, min_p

    def __call__(self, logits):
        self.ids = np.argsort(logits)[::-1]
        self.p = np.zeros(len(logits))
        if self.temperature == 0:
            self.p[self.ids[0]] = 1.0
            return self.p
        z = logits[self.ids] / self.temperature
        self.ranked = np.exp(z - z[0])
        self.first(self.top_k if self.top_k else len(logits))
        if self.top_p < 1:
            self.nucleus()
        self.relative()
        self.p[self.ids[: len(self.ranked)]] = self.ranked / self.ranked.sum()
        return self.p

    def first(self, count):
        self.ranked = self.ranked[:count]

    def nucleus(self):
        shares = self.ranked / self.ranked.sum()
        needed = 0
        for share in np.cumsum(shares):
            needed += 1
            if share >= self.top_p:
                break
        self.first(needed)

    def relative(self):
        self.first(np.sum(self.ranked >= self.min_p * self.ranked[0]))


def probabilities(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    return Sampler(temperature, top_k, top_p, min_p)(logits)


def sample(logits, rng, seen=(), penalty=1.0, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    penalised = repetition_penalty(logits, seen, penalty)
    probs = probabilities(penalised, temperature, top_k, top_p, min_p)
    cdf = probs.cumsum()
    cdf /= cdf[-1]
    return int(cdf.searchsorted(rng.random(), side="right"))
