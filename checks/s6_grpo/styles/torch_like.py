"""With helpers named as in PyTorch; the masked entries are filled, not multiplied."""

import numpy as np

EPS = 1e-6


def clamp(x, lo, hi):
    return np.maximum(lo, np.minimum(x, hi))


def unsqueeze(x, dim):
    return np.expand_dims(x, dim)


def masked_fill(x, mask, value):
    out = np.array(x, dtype=np.float64)
    out[mask] = value
    return out


def group_advantages(rewards):
    centred = rewards - unsqueeze(rewards.mean(-1), -1)
    std = unsqueeze(rewards.std(-1), -1)
    return np.divide(centred, std + EPS)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    ratio = (log_probs - old_log_probs).copy()
    ratio = np.exp(ratio)
    surr1 = ratio * unsqueeze(advantages, -1)
    surr2 = clamp(ratio, 1.0 - clip, 1.0 + clip) * unsqueeze(advantages, -1)
    return np.minimum(surr1, surr2)


def kl_to_reference(log_probs, ref_log_probs):
    diff = ref_log_probs - log_probs
    return np.exp(diff) - diff - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    surr = clipped_objective(log_probs, old_log_probs, advantages, clip)
    kl = kl_to_reference(log_probs, ref_log_probs)
    per_token = masked_fill(-surr + beta * kl, mask == 0, 0.0)
    return per_token.sum(-1).__truediv__(mask.sum(-1)).mean()


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    adv = unsqueeze(advantages, -1)
    ratio = np.exp(log_probs - old_log_probs)
    grad = -ratio * adv
    high = np.logical_and(adv > 0, ratio > 1.0 + clip)
    low = np.logical_and(adv < 0, ratio < 1.0 - clip)
    grad = masked_fill(grad, np.logical_or(high, low), 0.0)
    grad = grad + beta * (1 - np.exp(ref_log_probs - log_probs))
    grad = masked_fill(grad, mask == 0, 0.0)
    return grad / unsqueeze(mask.sum(-1), -1) / mask.shape[0]
