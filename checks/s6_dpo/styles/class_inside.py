"""A class keeps the pair; the functions only call it."""

import numpy as np


class Preferences:
    def __init__(self, policy, reference, beta):
        self.policy = np.asarray(policy, dtype=np.float64)  # (2, n): winners, losers
        self.reference = np.asarray(reference, dtype=np.float64)
        self.beta = beta

    def rewards(self):
        return self.beta * (self.policy - self.reference)

    def margins(self):
        w, lost = self.rewards()
        return w - lost

    def losses(self):
        m = self.margins()
        return np.where(m > 0, np.log1p(np.exp(-np.abs(m))), np.log1p(np.exp(-np.abs(m))) - m)

    def slopes(self):
        m = self.margins()
        return -(1 - np.tanh(m / 2)) / 2

    def ipo_errors(self):
        return self.margins() / self.beta - 1 / (2 * self.beta)


class Scorer:
    def __init__(self, logits):
        scores = np.array(logits, dtype=np.float64)
        scores -= scores.max(axis=-1, keepdims=True)
        self.table = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))

    def score(self, ids, answer):
        result = np.zeros(len(ids))
        for position in range(1, ids.shape[1]):
            found = self.table[np.arange(len(ids)), position - 1, ids[:, position]]
            result += np.where(answer[:, position], found, 0.0)
        return result


def sequence_logprobs(logits, ids, answer):
    return Scorer(logits).score(ids, answer)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    first, second = Preferences([policy_w, policy_l], [reference_w, reference_l], beta).rewards()
    return first, second


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    data = Preferences([policy_w, policy_l], [reference_w, reference_l], beta)
    return np.mean(data.ipo_errors() ** 2) if ipo else np.mean(data.losses())


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    data = Preferences([policy_w, policy_l], [reference_w, reference_l], beta)
    slopes = 2 * data.ipo_errors() if ipo else beta * data.slopes()
    return slopes / len(policy_w), -slopes / len(policy_w)
