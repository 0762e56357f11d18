"""In the manner of a course assignment: the loss of one pair, then a mean over pairs."""

import numpy as np


def log_p(logits_row, ids_row, answer_row):
    positions = np.nonzero(answer_row)[0]
    z = logits_row[positions - 1].astype(np.float64)
    z -= z.max(axis=1, keepdims=True)
    log_normalizer = np.log(np.exp(z).sum(axis=1))
    return np.sum(z[np.arange(len(positions)), ids_row[positions]] - log_normalizer)


def sequence_logprobs(logits, ids, answer):
    return np.array([log_p(z, y, m) for z, y, m in zip(logits, ids, answer, strict=True)])


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    return beta * policy_w - beta * reference_w, beta * policy_l - beta * reference_l


def pair_margin(pi_w, pi_l, ref_w, ref_l):
    return (pi_w - ref_w) - (pi_l - ref_l)


def pair_loss(h, beta, ipo):
    if ipo:
        return np.square(h - 0.5 / beta)
    return np.logaddexp(0.0, -beta * h)


def pair_gradient(h, beta, ipo):
    if ipo:
        return 2 * (h - 0.5 / beta)
    return -beta * np.exp(-np.logaddexp(0.0, beta * h))


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    quadruples = zip(policy_w, policy_l, reference_w, reference_l, strict=True)
    return np.mean([pair_loss(pair_margin(*four), beta, ipo) for four in quadruples])


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    quadruples = list(zip(policy_w, policy_l, reference_w, reference_l, strict=True))
    slopes = np.array([pair_gradient(pair_margin(*four), beta, ipo) for four in quadruples])
    return slopes / len(quadruples), -slopes / len(quadruples)
