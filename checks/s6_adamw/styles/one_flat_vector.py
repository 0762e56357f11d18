"""As in a large-run trainer: all arrays in one flat vector, a mask for those that decay, a list of vectors as state."""

import numpy as np


def flatten(arrays, names):
    return np.concatenate([np.asarray(arrays[n], dtype=np.float64).reshape(-1) for n in names])


def unflatten(vector, like, names):
    sizes = [like[n].size for n in names]
    parts = np.split(vector, np.cumsum(sizes)[:-1])
    return {
        n: part.reshape(like[n].shape).astype(like[n].dtype) for n, part in zip(names, parts, strict=True)
    }


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step >= total_steps:
        return minimum
    if step >= warmup_steps:
        angle = np.pi * (step - warmup_steps) / (total_steps - warmup_steps)
        return minimum + (peak - minimum) * np.cos(angle / 2) ** 2
    return step * peak / warmup_steps


def clip_by_global_norm(gradients, max_norm):
    names = list(gradients)
    g = flatten(gradients, names)
    norm = np.sqrt(g @ g)
    if norm > max_norm:
        g = g * (max_norm / norm)
    return unflatten(g, gradients, names), norm


def start_state(weights):
    size = sum(w.size for w in weights.values())
    return [np.zeros(size), np.zeros(size), 0]


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    names = sorted(weights)
    w, g = flatten(weights, names), flatten(gradients, names)
    decays = np.concatenate([np.full(weights[n].size, float(weights[n].ndim >= 2)) for n in names])
    m, v, t = state
    t = t + 1
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    direction = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    new = w - lr * (direction + weight_decay * decays * w)
    return unflatten(new, weights, names), [m, v, t]


def training_step(weights, gradients, state, step, settings):
    s = settings
    gradients, norm = clip_by_global_norm(gradients, s["max_norm"])
    if np.isnan(norm) or np.isinf(norm):
        return dict(weights), state
    lr = learning_rate(step, s["peak"], s["minimum"], s["warmup_steps"], s["total_steps"])
    return adamw_step(weights, gradients, state, lr, s["beta1"], s["beta2"], s["eps"], s["weight_decay"])
