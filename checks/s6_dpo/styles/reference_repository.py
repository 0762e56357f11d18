"""In the manner of the authors' repository: log-ratios of the policy and of the reference, chosen and rejected."""

import numpy as np


def log_softmax(x):
    x = x - x.max(axis=-1, keepdims=True)
    return x - np.log(np.exp(x).sum(axis=-1, keepdims=True))


def logsigmoid(x):
    return -np.logaddexp(0, -x)


def sigmoid(x):
    return np.exp(logsigmoid(x))


def sequence_logprobs(logits, ids, answer):
    labels = ids[:, 1:].copy()
    logits = logits[:, :-1, :].astype(np.float64)
    loss_mask = answer[:, 1:] != 0
    labels[~loss_mask] = 0
    logps = log_softmax(logits)
    per_token_logps = np.take_along_axis(logps, labels[:, :, None], axis=2).squeeze(2)
    return np.where(loss_mask, per_token_logps, 0).sum(-1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    chosen_rewards = beta * (policy_w - reference_w)
    rejected_rewards = beta * (policy_l - reference_l)
    return chosen_rewards, rejected_rewards


def preference_logits(policy_w, policy_l, reference_w, reference_l):
    pi_logratios = policy_w - policy_l
    ref_logratios = reference_w - reference_l
    return pi_logratios - ref_logratios


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    h = preference_logits(policy_w, policy_l, reference_w, reference_l)
    losses = (h - 1 / (2 * beta)) ** 2 if ipo else -logsigmoid(beta * h)
    return losses.mean()


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    h = preference_logits(policy_w, policy_l, reference_w, reference_l)
    d_h = 2 * (h - 1 / (2 * beta)) if ipo else -beta * sigmoid(-beta * h)
    d_h = d_h / len(h)
    return d_h, -d_h
