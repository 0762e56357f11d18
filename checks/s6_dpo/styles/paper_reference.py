"""As in the reference implementation of the paper: pi_logratios minus ref_logratios, softmax probabilities, a dataclass."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Preference:
    policy_w: np.ndarray
    policy_l: np.ndarray
    reference_w: np.ndarray
    reference_l: np.ndarray

    @property
    def logits(self):
        pi_logratios = self.policy_w - self.policy_l
        ref_logratios = self.reference_w - self.reference_l
        return pi_logratios - ref_logratios

    def __len__(self):
        return len(self.policy_w)


def sequence_logprobs(logits, ids, answer):
    exp = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    probabilities = exp / exp.sum(axis=-1, keepdims=True)
    batch, seq_len = ids.shape
    row, column = np.meshgrid(np.arange(batch), np.arange(seq_len - 1), indexing="ij")
    p = probabilities[row, column, ids[:, 1:]]
    return (np.log(p) * answer[:, 1:]).sum(axis=1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    return tuple(beta * np.subtract(a, b) for a, b in ((policy_w, reference_w), (policy_l, reference_l)))


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    logits = Preference(policy_w, policy_l, reference_w, reference_l).logits
    losses = (logits - 1 / (2 * beta)) ** 2 if ipo else np.logaddexp(0, -beta * logits)
    return float(np.mean(losses))


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    pairs = Preference(policy_w, policy_l, reference_w, reference_l)
    weight = (
        -2 * (pairs.logits - 1 / (2 * beta)) if ipo else beta * np.exp(-np.logaddexp(0, beta * pairs.logits))
    )
    weight = weight / len(pairs)
    return -weight, +weight
