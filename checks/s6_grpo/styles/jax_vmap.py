"""A pure function for one token, spread over the arrays with np.vectorize, and its derivative beside it."""

import numpy as np

EPS = 1e-6


def group_advantages(rewards):
    normalise = lambda r: (r - r.mean()) / (r.std() + EPS)  # noqa: E731
    return np.apply_along_axis(normalise, 1, np.asarray(rewards, dtype=float))


def token_surrogate(logp, old, adv, clip):
    ratio = np.exp(logp - old)
    return min(ratio * adv, min(max(ratio, 1 - clip), 1 + clip) * adv)


def token_surrogate_grad(logp, old, adv, clip):
    ratio = np.exp(logp - old)
    clipped = min(max(ratio, 1 - clip), 1 + clip)
    return ratio * adv if ratio * adv <= clipped * adv else 0.0


def token_kl(logp, ref):
    return np.exp(ref - logp) - (ref - logp) - 1.0


def token_kl_grad(logp, ref):
    return 1.0 - np.exp(ref - logp)


def vmap(function):
    return np.vectorize(function, otypes=[float])


def clipped_objective(log_probs, old_log_probs, advantages, clip=0.2):
    return vmap(token_surrogate)(log_probs, old_log_probs, advantages[:, None], clip)


def kl_to_reference(log_probs, ref_log_probs):
    return vmap(token_kl)(log_probs, ref_log_probs)


def mean_over_answers(per_token, mask):
    return np.mean(np.sum(per_token * mask, axis=1) / np.sum(mask, axis=1))


def grpo_loss(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    surrogate = clipped_objective(log_probs, old_log_probs, advantages, clip)
    kl = kl_to_reference(log_probs, ref_log_probs)
    return beta * mean_over_answers(kl, mask) - mean_over_answers(surrogate, mask)


def grpo_gradient(log_probs, old_log_probs, ref_log_probs, advantages, mask, clip=0.2, beta=0.04):
    d_surrogate = vmap(token_surrogate_grad)(log_probs, old_log_probs, advantages[:, None], clip)
    d_kl = vmap(token_kl_grad)(log_probs, ref_log_probs)
    scale = mask / np.sum(mask, axis=1, keepdims=True) / mask.shape[0]
    return scale * (beta * d_kl - d_surrogate)
