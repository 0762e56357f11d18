"""As in a trainer's compute_loss: coef_1 and coef_2, two losses per token, masked sums."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    n, num_generations = rewards.shape
    flat = rewards.reshape(-1).astype(np.float64)
    mean_grouped_rewards = flat.reshape(-1, num_generations).mean(axis=1)
    std_grouped_rewards = flat.reshape(-1, num_generations).std(axis=1)
    mean_grouped_rewards = np.repeat(mean_grouped_rewards, num_generations)
    std_grouped_rewards = np.repeat(std_grouped_rewards, num_generations)
    advantages = (flat - mean_grouped_rewards) / (std_grouped_rewards + EPS)
    return advantages.reshape(n, num_generations)


def _coefs(per_token_logps, old_per_token_logps, clip):
    coef_1 = np.exp(per_token_logps - old_per_token_logps)
    coef_2 = np.clip(coef_1, 1 - clip, 1 + clip)
    return coef_1, coef_2


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    coef_1, coef_2 = _coefs(log_probs, old_log_probs, clip)
    per_token_loss1 = coef_1 * advantages[:, None]
    per_token_loss2 = coef_2 * advantages[:, None]
    return np.minimum(per_token_loss1, per_token_loss2)


def kl_to_reference(log_probs, ref_log_probs):
    return np.exp(ref_log_probs - log_probs) - (ref_log_probs - log_probs) - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    per_token_loss = -clipped_objective(log_probs, old_log_probs, advantages, clip)
    if beta != 0.0:
        per_token_loss = per_token_loss + beta * kl_to_reference(log_probs, ref_log_probs)
    return ((per_token_loss * mask).sum(-1) / mask.sum(-1).clip(min=1.0)).mean()


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    coef_1, coef_2 = _coefs(log_probs, old_log_probs, clip)
    is_clipped = coef_1 * advantages[:, None] > coef_2 * advantages[:, None]
    grad_policy = -coef_1 * advantages[:, None] * ~is_clipped
    grad_kl = 1 - np.exp(ref_log_probs - log_probs)
    grad = (grad_policy + beta * grad_kl) * mask
    return grad / mask.sum(-1, keepdims=True).clip(min=1.0) / log_probs.shape[0]
