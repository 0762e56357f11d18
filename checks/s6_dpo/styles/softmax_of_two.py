"""Bradley-Terry as a softmax over two rewards: the loss is the cross-entropy with the winner as the right class."""

import numpy as np


def log_softmax(x, axis):
    return x - np.logaddexp.reduce(x, axis=axis, keepdims=True)


def sequence_logprobs(logits, ids, answer):
    table = log_softmax(logits.astype(np.float64), axis=-1)
    previous = np.roll(table, 1, axis=1)
    chosen = np.take_along_axis(previous, np.expand_dims(ids, 2), axis=2)[:, :, 0]
    return np.sum(chosen, axis=1, where=answer.astype(bool))


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    policy = np.stack([policy_w, policy_l], axis=1)
    reference = np.stack([reference_w, reference_l], axis=1)
    rewards = beta * (policy - reference)
    return rewards[:, 0], rewards[:, 1]


def preferred(policy_w, policy_l, reference_w, reference_l, beta):
    rewards = np.stack(implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta), axis=1)
    return log_softmax(rewards, axis=1)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    if ipo:
        r_w, r_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, 1.0)
        return ((r_w - r_l - 1 / (2 * beta)) ** 2).mean()
    log_p = preferred(policy_w, policy_l, reference_w, reference_l, beta)
    return -log_p[:, 0].mean()


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    n = policy_w.shape[0]
    if ipo:
        r_w, r_l = implicit_rewards(policy_w, policy_l, reference_w, reference_l, 1.0)
        d = 2 * (r_w - r_l - 1 / (2 * beta)) / n
        return d, -d
    d_rewards = np.exp(preferred(policy_w, policy_l, reference_w, reference_l, beta))
    d_rewards[:, 0] -= 1
    d_policy = beta * d_rewards / n
    return d_policy[:, 0], d_policy[:, 1]
