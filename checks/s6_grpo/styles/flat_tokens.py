"""Only the tokens that count, in one flat array, with bincount for the sums."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    prompts, size = np.shape(rewards)
    group = np.arange(prompts).repeat(size)
    r = np.ravel(rewards)
    mean = np.bincount(group, r) / size
    deviation = r - mean[group]
    std = np.sqrt(np.bincount(group, deviation**2) / size)
    return (deviation / (std[group] + EPS)).reshape(prompts, size)


def token_objective(new, old, a, clip):
    ratio = np.exp(new - old)
    return np.fmin(ratio * a, np.clip(ratio, 1 - clip, 1 + clip) * a)


def token_kl(new, ref):
    return np.exp(ref - new) - 1 - (ref - new)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    a = np.repeat(advantages, log_probs.shape[1])
    flat = token_objective(log_probs.ravel(), old_log_probs.ravel(), a, clip)
    return flat.reshape(log_probs.shape)


def kl_to_reference(log_probs, ref_log_probs):
    return token_kl(log_probs, ref_log_probs)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    row, col = np.nonzero(mask)
    new, old, ref = log_probs[row, col], old_log_probs[row, col], ref_log_probs[row, col]
    value = token_objective(new, old, advantages[row], clip) - beta * token_kl(new, ref)
    n = len(log_probs)
    sums = np.bincount(row, value, minlength=n)
    counts = np.bincount(row, minlength=n)
    return -(sums / np.maximum(counts, 1)).sum() / n


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    row, col = np.nonzero(mask)
    new, old, ref = log_probs[row, col], old_log_probs[row, col], ref_log_probs[row, col]
    a = advantages[row]
    ratio = np.exp(new - old)
    slope = np.where(ratio * a > np.clip(ratio, 1 - clip, 1 + clip) * a, 0.0, ratio * a)
    slope += beta * (np.exp(ref - new) - 1)
    n = len(log_probs)
    gradient = np.zeros(log_probs.shape)
    gradient[row, col] = -slope / np.bincount(row, minlength=n)[row] / n
    return gradient
