"""Labels of -100 outside the answer, as for a supervised loss; the log-probability is minus the summed loss."""

import numpy as np

IGNORE = -100


def token_losses(logits, labels):
    z = logits.astype(np.float64)
    top = z.max(-1, keepdims=True)
    lse = np.log(np.exp(z - top).sum(-1)) + top[..., 0]
    safe = np.where(labels == IGNORE, 0, labels)
    nll = lse - np.take_along_axis(z, safe[..., None], axis=-1)[..., 0]
    nll[labels == IGNORE] = 0.0
    return nll


def sequence_logprobs(logits, ids, answer):
    labels = np.where(answer, ids, IGNORE)
    nll = token_losses(logits[:, :-1], labels[:, 1:])
    return -nll.sum(axis=1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    log_ratio_w = np.subtract(policy_w, reference_w)
    log_ratio_l = np.subtract(policy_l, reference_l)
    return np.multiply(beta, log_ratio_w), np.multiply(beta, log_ratio_l)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    reward_w, reward_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    gap = np.subtract(reward_w, reward_l)
    if ipo:
        return float(np.average(np.power(gap / beta - 0.5 / beta, 2)))
    return float(np.average(np.logaddexp(0, -gap)))


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    reward_w, reward_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    gap = np.subtract(reward_w, reward_l)
    slope = 2 * (gap / beta - 0.5 / beta) if ipo else np.multiply(-beta, np.exp(-np.logaddexp(0, gap)))
    slope = slope / gap.size
    return slope, np.negative(slope)
