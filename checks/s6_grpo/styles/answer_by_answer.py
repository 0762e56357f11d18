"""One answer at a time, cut to its own tokens, as in a small script that trains on episodes."""

import numpy as np

EPS = 1e-6


def standardise(group):
    return (group - np.mean(group)) / (np.std(group) + EPS)


def group_advantages(rewards):
    return np.stack([standardise(group) for group in rewards])


def surrogate(logp, old_logp, advantage, clip):
    ratio = np.exp(logp - old_logp)
    if advantage >= 0:
        return np.minimum(ratio, 1 + clip) * advantage
    return np.maximum(ratio, 1 - clip) * advantage


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    rows = zip(log_probs, old_log_probs, advantages, strict=True)
    return np.array([surrogate(new, old, a, clip) for new, old, a in rows])


def kl_to_reference(log_probs, ref_log_probs):
    p, p_ref = np.exp(log_probs), np.exp(ref_log_probs)
    return p_ref / p - np.log(p_ref / p) - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    losses = []
    for i, keep in enumerate(mask):
        new, old, ref = log_probs[i][keep], old_log_probs[i][keep], ref_log_probs[i][keep]
        gain = surrogate(new, old, advantages[i], clip).mean()
        drift = kl_to_reference(new, ref).mean()
        losses.append(-(gain - beta * drift))
    return sum(losses) / len(losses)


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    grads = np.zeros_like(log_probs)
    n = len(log_probs)
    for i, keep in enumerate(mask):
        new, old, ref = log_probs[i][keep], old_log_probs[i][keep], ref_log_probs[i][keep]
        ratio = np.exp(new - old)
        inside = ratio <= 1 + clip if advantages[i] >= 0 else ratio >= 1 - clip
        grad = -(ratio * advantages[i]) * inside
        grad += beta * (1 - np.exp(ref - new))
        grads[i, keep] = grad / len(new) / n
    return grads
