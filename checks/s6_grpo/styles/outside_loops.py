"""Loops over answers and tokens, with the math module."""

import math

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    result = []
    for row in rewards:
        group = [float(r) for r in row]
        if max(group) == min(group):
            result.append([0.0] * len(group))
            continue
        mean = sum(group) / len(group)
        std = math.sqrt(sum((r - mean) ** 2 for r in group) / len(group))
        result.append([(r - mean) / (std + EPS) for r in group])
    return np.array(result)


def token_objective(new, old, advantage, clip):
    below, above = clip if not np.isscalar(clip) else (clip, clip)
    rho = math.exp(float(new) - float(old))
    limited = min(max(rho, 1 - below), 1 + above)
    return min(rho * advantage, limited * advantage)


def token_kl(new, ref):
    u = math.exp(float(ref) - float(new))
    return u - math.log(u) - 1


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    out = np.zeros(np.shape(log_probs))
    for n in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[n, t] = token_objective(log_probs[n, t], old_log_probs[n, t], float(advantages[n]), clip)
    return out


def kl_to_reference(log_probs, ref_log_probs):
    out = np.zeros(np.shape(log_probs))
    for n in range(out.shape[0]):
        for t in range(out.shape[1]):
            out[n, t] = token_kl(log_probs[n, t], ref_log_probs[n, t])
    return out


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    total = 0.0
    for n in range(len(log_probs)):
        tokens = [t for t in range(len(log_probs[n])) if mask[n][t]]
        answer = 0.0
        for t in tokens:
            answer += token_objective(log_probs[n, t], old_log_probs[n, t], float(advantages[n]), clip)
            answer -= beta * token_kl(log_probs[n, t], ref_log_probs[n, t])
        if tokens:
            total += answer / len(tokens)
    return -total / len(log_probs)


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    below, above = clip if not np.isscalar(clip) else (clip, clip)
    grad = np.zeros(np.shape(log_probs))
    n_answers = len(log_probs)
    for n in range(n_answers):
        tokens = np.flatnonzero(mask[n])
        a = float(advantages[n])
        for t in tokens:
            rho = math.exp(float(log_probs[n, t]) - float(old_log_probs[n, t]))
            slope = rho * a
            if a > 0 and rho > 1 + above:
                slope = 0.0
            if a < 0 and rho < 1 - below:
                slope = 0.0
            u = math.exp(float(ref_log_probs[n, t]) - float(log_probs[n, t]))
            grad[n, t] = -(slope - beta * (1 - u)) / len(tokens) / n_answers
    return grad
