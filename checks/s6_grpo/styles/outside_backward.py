"""In the manner of a course assignment: small functions, masked_mean, an autograd-like backward pass through min and clip."""

import numpy as np

EPS = 1e-6


def masked_mean(x, mask, axis):
    return (x * mask).sum(axis=axis) / mask.sum(axis=axis)


def group_advantages(rewards):
    centered = rewards - rewards.mean(axis=-1, keepdims=True)
    return centered / (rewards.std(axis=-1, keepdims=True) + EPS)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    ratio = np.exp(log_probs - old_log_probs)
    a = np.expand_dims(advantages, -1)
    # The clipped surrogate, by the sign of the advantage.
    return np.where(a >= 0, np.minimum(ratio, 1 + clip), np.maximum(ratio, 1 - clip)) * a


def kl_to_reference(log_probs, ref_log_probs):
    log_u = ref_log_probs - log_probs
    return np.expm1(log_u) - log_u


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    objective = clipped_objective(log_probs, old_log_probs, advantages, clip)
    objective = objective - beta * kl_to_reference(log_probs, ref_log_probs)
    return float(-np.mean(masked_mean(objective, mask, axis=-1)))


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    # forward
    ratio = np.exp(log_probs - old_log_probs)
    a = advantages[:, np.newaxis] * np.ones_like(ratio)
    clipped = np.clip(ratio, 1 - clip, 1 + clip)
    surr1, surr2 = ratio * a, clipped * a
    u = np.exp(ref_log_probs - log_probs)
    # backward
    lengths = mask.sum(axis=1, keepdims=True)
    d_objective = -(mask / lengths) / len(mask)
    d_surr1 = d_objective * (surr1 <= surr2)
    d_surr2 = d_objective * (surr1 > surr2)
    d_clipped = d_surr2 * a
    d_ratio = d_surr1 * a + d_clipped * (clipped == ratio)
    d_kl = -beta * d_objective
    return d_ratio * ratio + d_kl * (1 - u)
