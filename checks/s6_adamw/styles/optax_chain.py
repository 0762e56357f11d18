"""As in JAX code: pure functions over trees, a NamedTuple as state, updates that are added to the parameters."""

from typing import NamedTuple

import numpy as np


class ScaleByAdamState(NamedTuple):
    count: int
    mu: dict
    nu: dict


def tree_map(f, tree, *rest):
    return {k: f(leaf, *(r[k] for r in rest)) for k, leaf in tree.items()}


def global_norm(tree):
    return float(np.sqrt(sum(np.sum(np.square(leaf, dtype=np.float64)) for leaf in tree.values())))


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    warm = peak * step / max(warmup_steps, 1)
    progress = np.clip((step - warmup_steps) / max(total_steps - warmup_steps, 1), 0.0, 1.0)
    cosine = minimum + 0.5 * (peak - minimum) * (1 + np.cos(np.pi * progress))
    return float(np.where(step < warmup_steps, warm, cosine))


def clip_by_global_norm(gradients, max_norm):
    g_norm = global_norm(gradients)
    trigger = g_norm <= max_norm
    return tree_map(lambda t: t.copy() if trigger else (t / g_norm) * max_norm, gradients), g_norm


def start_state(weights):
    return ScaleByAdamState(0, tree_map(np.zeros_like, weights), tree_map(np.zeros_like, weights))


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    count = state.count + 1
    mu = tree_map(lambda g, t: (1 - beta1) * g + beta1 * t, gradients, state.mu)
    nu = tree_map(lambda g, t: (1 - beta2) * g**2 + beta2 * t, gradients, state.nu)
    mu_hat = tree_map(lambda t: t / (1 - beta1**count), mu)
    nu_hat = tree_map(lambda t: t / (1 - beta2**count), nu)
    updates = tree_map(lambda m, v: m / (np.sqrt(v) + eps), mu_hat, nu_hat)
    mask = tree_map(lambda w: w.ndim > 1, weights)
    updates = {k: u + weight_decay * weights[k] if mask[k] else u for k, u in updates.items()}
    return tree_map(lambda w, u: w + -lr * u, weights, updates), ScaleByAdamState(count, mu, nu)


def training_step(weights, gradients, state, step, settings):
    clipped, _ = clip_by_global_norm(gradients, settings["max_norm"])
    schedule = {k: settings[k] for k in ("peak", "minimum", "warmup_steps", "total_steps")}
    adam = {k: settings[k] for k in ("beta1", "beta2", "eps", "weight_decay")}
    return adamw_step(weights, clipped, state, learning_rate(step, **schedule), **adam)
