"""As in a university's assignment: one function for each step, tuples with metadata, masked_normalize."""

import numpy as np

EPS = 1e-6


def compute_group_normalized_rewards(raw_rewards, group_size, advantage_eps, normalize_by_std=True):
    grouped = raw_rewards.reshape(-1, group_size)
    mean = np.mean(grouped, axis=-1, keepdims=True)
    advantages = grouped - mean
    if normalize_by_std:
        advantages = advantages / (np.std(grouped, axis=-1, keepdims=True) + advantage_eps)
    return advantages, raw_rewards, {"mean": mean}


def group_advantages(rewards):
    advantages, _, _ = compute_group_normalized_rewards(rewards.flatten(), rewards.shape[1], EPS)
    return advantages


def compute_grpo_clip_loss(advantages, policy_log_probs, old_log_probs, cliprange):
    pi_ratio = np.exp(policy_log_probs - old_log_probs)
    v = advantages * pi_ratio
    v_clip = advantages * np.clip(pi_ratio, 1 - cliprange, 1 + cliprange)
    metadata = {"is_clipped": v > v_clip, "v": v}
    return -np.minimum(v, v_clip), metadata


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs, clip)
    return -loss


def kl_to_reference(log_probs, ref_log_probs):
    ratio = np.exp(ref_log_probs - log_probs)
    return ratio - np.log(ratio) - 1


def masked_mean(tensor, mask, dim=None):
    return np.where(mask, tensor, 0).sum(axis=dim) / mask.sum(axis=dim)


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    per_token_loss, _ = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs, clip)
    per_token_loss = per_token_loss + beta * kl_to_reference(log_probs, ref_log_probs)
    return float(masked_mean(per_token_loss, mask, dim=-1).mean())


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    _, metadata = compute_grpo_clip_loss(advantages.reshape(-1, 1), log_probs, old_log_probs, clip)
    grad_v = np.where(metadata["is_clipped"], 0.0, metadata["v"])
    grad_kl = 1.0 - np.exp(ref_log_probs - log_probs)
    batch_size = log_probs.shape[0]
    token_weights = mask / mask.sum(axis=-1, keepdims=True) / batch_size
    return (beta * grad_kl - grad_v) * token_weights
