"""Plain loops and the math module."""

import math

import numpy as np


def sequence_logprobs(logits, ids, answer):
    n, length = ids.shape
    out = np.zeros(n)
    for b in range(n):
        for t in range(length - 1):
            if not answer[b, t + 1]:
                continue
            row = logits[b, t].astype(float)
            biggest = row.max()
            denominator = 0.0
            for score in row:
                denominator += math.exp(score - biggest)
            token = ids[b, t + 1]
            out[b] += row[token] - biggest - math.log(denominator)
    return out


def implicit_rewards(policy_w, policy_l, reference_w, reference_l, beta=0.1):
    rewards_w, rewards_l = [], []
    for i in range(len(policy_w)):
        rewards_w.append(beta * (policy_w[i] - reference_w[i]))
        rewards_l.append(beta * (policy_l[i] - reference_l[i]))
    return np.array(rewards_w), np.array(rewards_l)


def dpo_loss(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    total = 0.0
    n = len(policy_w)
    for i in range(n):
        h = policy_w[i] - reference_w[i] - policy_l[i] + reference_l[i]
        if ipo:
            total += (h - 1 / (2 * beta)) ** 2
        elif h > 0:
            total += math.log(1 + math.exp(-beta * h))
        else:
            total += -beta * h + math.log(1 + math.exp(beta * h))
    return total / n


def dpo_gradient(policy_w, policy_l, reference_w, reference_l, beta=0.1, ipo=False):
    n = len(policy_w)
    d_w, d_l = np.zeros(n), np.zeros(n)
    for i in range(n):
        h = policy_w[i] - reference_w[i] - policy_l[i] + reference_l[i]
        if ipo:
            slope = 2 * h - 1 / beta
        else:
            x = beta * h
            slope = -beta * (1 / (1 + math.exp(x)) if x < 500 else 0.0)
        d_w[i] = slope / n
        d_l[i] = -slope / n
    return d_w, d_l
