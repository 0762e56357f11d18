# The gradient is zero wherever the ratio is outside the clip, whatever the sign of the advantage (the min is forgotten there); the loss is right.
# status: failed
# line: gradient_of_the_clip
# failing: gradient_of_the_clip gradient empty_answer padding_of_infinity mask_of_numbers types_of_rewards half_precision clip_higher names_and_defaults views
# mistake: no-gradient-outside-the-clip
# candidates:
# also: empty-answer-divides-by-zero padding-multiplied-by-zero rewards-in-half-precision clip-is-one-number half-precision
import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    return (rewards - rewards.mean(1, keepdims=True)) / (rewards.std(1, keepdims=True) + EPS)


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    r = np.exp(log_probs - old_log_probs)
    a = advantages[:, None]
    return np.minimum(r * a, np.clip(r, 1 - clip, 1 + clip) * a)


def kl_to_reference(log_probs, ref_log_probs):
    u = np.exp(ref_log_probs - log_probs)
    return u - np.log(u) - 1


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    per_token = clipped_objective(log_probs, old_log_probs, advantages, clip)
    per_token = per_token - beta * kl_to_reference(log_probs, ref_log_probs)
    return -np.mean((per_token * mask).sum(1) / mask.sum(1))


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    r = np.exp(log_probs - old_log_probs)
    inside = (r > 1 - clip) & (r < 1 + clip)
    d = r * advantages[:, None] * inside - beta * (1 - np.exp(ref_log_probs - log_probs))
    return -d * mask / mask.sum(1, keepdims=True) / mask.shape[0]
