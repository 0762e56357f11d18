"""Forward with a cache and a backward pass step by step, as in lectures on backpropagation."""

import numpy as np


def sequence_logprobs(logits, ids, answer):
    B, T, V = logits.shape
    flat_logits = logits[:, : T - 1].reshape(B * (T - 1), V)
    flat_targets = ids[:, 1:].reshape(-1)
    maxes = flat_logits.max(1, keepdims=True)
    counts = np.exp(flat_logits - maxes)
    log_counts_sum = np.log(counts.sum(1))
    picked = flat_logits[range(len(flat_targets)), flat_targets] - maxes[:, 0] - log_counts_sum
    picked = picked.reshape(B, T - 1)
    picked = picked * answer[:, 1:]
    return picked.sum(1)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    rw = (policy_w - reference_w) * beta
    rl = (policy_l - reference_l) * beta
    return rw, rl


def forward(policy_w, policy_l, reference_w, reference_l, beta):
    rw, rl = implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta)
    margin = rw - rl
    p = 1 / (1 + np.exp(-margin))
    nll = -np.log(p)
    loss = nll.sum() / nll.size
    return loss, (margin, p, nll)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    loss, _ = forward(policy_w, policy_l, reference_w, reference_l, beta)
    return loss


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    _, (_margin, p, nll) = forward(policy_w, policy_l, reference_w, reference_l, beta)
    dnll = np.ones_like(nll) / nll.size
    dp = -1 / p * dnll
    dmargin = p * (1 - p) * dp
    drw = dmargin
    drl = -dmargin
    dpolicy_w = beta * drw
    dpolicy_l = beta * drl
    return dpolicy_w, dpolicy_l
