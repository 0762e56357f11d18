"""As in a library of RL losses: negated losses and their maximum, agg_loss with masked means, index by group."""

from collections import defaultdict

import numpy as np

EPS = 1e-6


def masked_sum(values, mask, axis=None):
    return np.sum(np.where(mask, values, 0.0), axis=axis)


def masked_mean(values, mask, axis=None):
    return masked_sum(values, mask, axis) / np.sum(mask, axis=axis)


def agg_loss(loss_mat, loss_mask):
    seq_losses = masked_mean(loss_mat, loss_mask, axis=-1)
    return np.mean(seq_losses)


def compute_grpo_outcome_advantage(scores, index, epsilon):
    id2score, id2mean, id2std = defaultdict(list), {}, {}
    for i, score in enumerate(scores):
        id2score[index[i]].append(score)
    for idx, members in id2score.items():
        id2mean[idx] = np.mean(members)
        id2std[idx] = np.std(members)
    return [(score - id2mean[index[i]]) / (id2std[index[i]] + epsilon) for i, score in enumerate(scores)]


def group_advantages(rewards):
    n_prompts, group = rewards.shape
    index = np.repeat(np.arange(n_prompts), group)
    return np.array(compute_grpo_outcome_advantage(rewards.ravel(), index, EPS)).reshape(n_prompts, group)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    negative_approx_kl = log_probs - old_log_probs
    ratio = np.exp(negative_approx_kl)
    advantages = np.tile(advantages[:, None], (1, log_probs.shape[1]))
    pg_losses1 = -advantages * ratio
    pg_losses2 = -advantages * np.clip(ratio, 1 - clip, 1 + clip)
    return -np.maximum(pg_losses1, pg_losses2)


def kl_to_reference(log_probs, ref_log_probs):
    kl = ref_log_probs - log_probs
    return np.exp(kl) - kl - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    pg_loss = -agg_loss(clipped_objective(log_probs, old_log_probs, advantages, clip), mask)
    kl_loss = agg_loss(kl_to_reference(log_probs, ref_log_probs), mask)
    return pg_loss + kl_loss * beta


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    ratio = np.exp(log_probs - old_log_probs)
    adv = np.tile(advantages[:, None], (1, log_probs.shape[1]))
    unclipped = -adv * ratio >= -adv * np.clip(ratio, 1 - clip, 1 + clip)
    d_pg = np.where(unclipped, -adv * ratio, 0.0)
    d_kl = -np.exp(ref_log_probs - log_probs) + 1
    d_loss_mat = np.where(mask, d_pg + beta * d_kl, 0.0)
    bsz = log_probs.shape[0]
    return d_loss_mat / np.sum(mask, axis=-1)[:, None] / bsz
