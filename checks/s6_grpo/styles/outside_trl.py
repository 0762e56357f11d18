"""As in TRL's GRPOTrainer: rewards grouped by view, coef_1 and coef_2, per_token_loss, masked mean by row."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    rewards = np.asarray(rewards, dtype=np.float64)
    n_groups, num_generations = rewards.shape
    flat = rewards.ravel()
    mean_grouped_rewards = np.repeat(flat.reshape(-1, num_generations).mean(axis=1), num_generations)
    std_grouped_rewards = np.repeat(flat.reshape(-1, num_generations).std(axis=1), num_generations)
    advantages = (flat - mean_grouped_rewards) / (std_grouped_rewards + EPS)
    is_std_zero = np.repeat(np.ptp(rewards, axis=1) == 0, num_generations)
    advantages[is_std_zero] = 0.0
    return advantages.reshape(n_groups, num_generations)


def bounds(clip):
    epsilon_low, epsilon_high = clip if isinstance(clip, (tuple, list)) else (clip, clip)
    return 1 - epsilon_low, 1 + epsilon_high


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    log_ratio = np.asarray(log_probs, dtype=np.float64) - np.asarray(old_log_probs, dtype=np.float64)
    coef_1 = np.exp(log_ratio)
    coef_2 = np.clip(coef_1, *bounds(clip))
    per_token_loss1 = coef_1 * advantages[:, None]
    per_token_loss2 = coef_2 * advantages[:, None]
    return np.minimum(per_token_loss1, per_token_loss2)


def kl_to_reference(log_probs, ref_log_probs):
    difference = np.asarray(ref_log_probs, dtype=np.float64) - np.asarray(log_probs, dtype=np.float64)
    return np.exp(difference) - difference - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    mask = np.asarray(mask).astype(bool)
    lp, old, ref = (np.where(mask, x, 0.0) for x in (log_probs, old_log_probs, ref_log_probs))
    per_token_loss = -clipped_objective(lp, old, advantages, clip)
    per_token_kl = kl_to_reference(lp, ref)
    per_token_loss = per_token_loss + beta * per_token_kl
    return ((per_token_loss * mask).sum(-1) / np.maximum(mask.sum(-1), 1.0)).mean()


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    mask = np.asarray(mask).astype(bool)
    lp, old, ref = (
        np.where(mask, x, 0.0).astype(np.float64) for x in (log_probs, old_log_probs, ref_log_probs)
    )
    low, high = bounds(clip)
    coef_1 = np.exp(lp - old)
    positive = advantages[:, None] > 0
    is_low_clipped = (coef_1 < low) & (advantages[:, None] < 0)
    is_high_clipped = (coef_1 > high) & positive
    is_region_clipped = is_low_clipped | is_high_clipped
    d_objective = np.where(is_region_clipped, 0.0, coef_1 * advantages[:, None])
    d_kl = 1 - np.exp(ref - lp)
    d_token = -d_objective + beta * d_kl
    return mask * d_token / np.maximum(mask.sum(-1, keepdims=True), 1) / len(mask)
