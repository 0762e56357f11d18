# One mean over all tokens of the batch (not per answer), in the loss and the gradient; the advantages use std with ddof=1, as torch does.
# status: failed
# line: one_group
# failing: one_group groups equal_rewards lengths penalty loss gradient_of_the_first_step gradient_of_the_penalty gradient empty_answer padding_of_infinity mask_of_numbers types_of_rewards half_precision clip_higher names_and_defaults views
# mistake: deviation-of-the-sample+mean-over-all-tokens
# candidates:
# also: rewards-in-half-precision clip-is-one-number half-precision
import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    mean, std = rewards.mean(axis=1), rewards.std(axis=1, ddof=1)
    return (rewards - mean[:, None]) / (std[:, None] + EPS)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    ratio = np.exp(log_probs - old_log_probs)
    return np.minimum(ratio * advantages[:, None], np.clip(ratio, 1 - clip, 1 + clip) * advantages[:, None])


def kl_to_reference(log_probs, ref_log_probs):
    d = ref_log_probs - log_probs
    return np.exp(d) - d - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    loss = -clipped_objective(log_probs, old_log_probs, advantages, clip) + beta * kl_to_reference(log_probs, ref_log_probs)
    return loss[mask].mean()


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    ratio = np.exp(log_probs - old_log_probs)
    a = advantages[:, None]
    active = ratio * a <= np.clip(ratio, 1 - clip, 1 + clip) * a
    d = -ratio * a * active + beta * (1 - np.exp(ref_log_probs - log_probs))
    return np.where(mask, d, 0) / mask.sum()
