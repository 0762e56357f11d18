"""Plain loops over answers and tokens, with the math module."""

import math

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    P, G = rewards.shape
    out = np.zeros((P, G))
    for p in range(P):
        total = 0.0
        for g in range(G):
            total += rewards[p, g]
        mean = total / G
        var = 0.0
        for g in range(G):
            var += (rewards[p, g] - mean) ** 2
        std = math.sqrt(var / G)
        for g in range(G):
            out[p, g] = (rewards[p, g] - mean) / (std + EPS)
    return out


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    N, T = log_probs.shape
    out = np.zeros((N, T))
    for i in range(N):
        A = advantages[i]
        for t in range(T):
            rho = math.exp(log_probs[i, t] - old_log_probs[i, t])
            held = min(max(rho, 1 - clip), 1 + clip)
            out[i, t] = min(rho * A, held * A)
    return out


def kl_to_reference(log_probs, ref_log_probs):
    N, T = log_probs.shape
    out = np.zeros((N, T))
    for i in range(N):
        for t in range(T):
            u = math.exp(ref_log_probs[i, t]) / math.exp(log_probs[i, t])
            out[i, t] = u - math.log(u) - 1
    return out


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    objective = clipped_objective(log_probs, old_log_probs, advantages, clip)
    k = kl_to_reference(log_probs, ref_log_probs)
    N, T = log_probs.shape
    total = 0.0
    for i in range(N):
        length = 0
        answer = 0.0
        for t in range(T):
            if mask[i, t]:
                length += 1
                answer += objective[i, t] - beta * k[i, t]
        total += answer / length
    return -total / N


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    N, T = log_probs.shape
    grad = np.zeros((N, T))
    for i in range(N):
        length = int(sum(mask[i]))
        for t in range(T):
            if not mask[i, t]:
                continue
            rho = math.exp(log_probs[i, t] - old_log_probs[i, t])
            A = advantages[i]
            g = rho * A
            if (A > 0 and rho > 1 + clip) or (A < 0 and rho < 1 - clip):
                g = 0.0
            u = math.exp(ref_log_probs[i, t] - log_probs[i, t])
            g -= beta * (1 - u)
            grad[i, t] = -g / length / N
    return grad
