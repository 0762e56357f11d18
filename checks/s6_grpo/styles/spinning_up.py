"""As in an introduction to PPO: a limit for each advantage, (1 + clip) A or (1 − clip) A, then one minimum."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    adv_mean = np.mean(rewards, 1)[:, None]
    adv_std = np.std(rewards, 1)[:, None]
    return (rewards - adv_mean) / (adv_std + EPS)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    adv = advantages[:, None]
    ratio = np.exp(log_probs - old_log_probs)
    min_adv = np.where(adv > 0, (1 + clip) * adv, (1 - clip) * adv)
    return np.minimum(ratio * adv, min_adv)


def kl_to_reference(log_probs, ref_log_probs):
    logr = ref_log_probs - log_probs
    return (np.exp(logr) - 1) - logr


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    loss_pi = -clipped_objective(log_probs, old_log_probs, advantages, clip)
    loss_kl = beta * kl_to_reference(log_probs, ref_log_probs)
    weight = mask / mask.sum(1, keepdims=True)
    return np.sum((loss_pi + loss_kl) * weight) / log_probs.shape[0]


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    adv = advantages[:, None]
    ratio = np.exp(log_probs - old_log_probs)
    clipped = np.where(adv > 0, ratio > (1 + clip), ratio < (1 - clip))
    g_pi = -np.where(clipped, 0, ratio * adv)
    g_kl = beta * (1 - np.exp(ref_log_probs - log_probs))
    weight = mask / mask.sum(1, keepdims=True)
    return (g_pi + g_kl) * weight / log_probs.shape[0]
