"""Loops over rows, tokens and pairs, with math only."""

import math

import numpy as np


def sequence_logprobs(logits, ids, answer):
    rows = []
    for b in range(len(ids)):
        total = 0.0
        for t in range(1, len(ids[b])):
            if not answer[b][t]:
                continue
            scores = [float(s) for s in logits[b][t - 1]]
            top = max(scores)
            log_z = top + math.log(sum(math.exp(s - top) for s in scores))
            total += scores[ids[b][t]] - log_z
        rows.append(total)
    return np.array(rows)


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    winners, losers = [], []
    for pw, pl, rw, rl in zip(policy_w, policy_l, reference_w, reference_l, strict=False):
        winners.append(beta * (pw - rw))
        losers.append(beta * (pl - rl))
    return np.array(winners), np.array(losers)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    total = 0.0
    for pw, pl, rw, rl in zip(policy_w, policy_l, reference_w, reference_l, strict=False):
        h = float((pw - rw) - (pl - rl))
        if ipo:
            total += (h - 1 / (2 * beta)) ** 2
        else:
            m = beta * h
            total += math.log1p(math.exp(-m)) if m > 0 else -m + math.log1p(math.exp(m))
    return total / len(policy_w)


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    n = len(policy_w)
    d_w, d_l = np.zeros(n), np.zeros(n)
    for i in range(n):
        h = float((policy_w[i] - reference_w[i]) - (policy_l[i] - reference_l[i]))
        d = 2 * (h - 1 / (2 * beta)) if ipo else -beta / (1 + math.exp(min(beta * h, 700)))
        d_w[i] = d / n
        d_l[i] = -d / n
    return d_w, d_l
