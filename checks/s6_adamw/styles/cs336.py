"""As in a university course: the learning rate is corrected instead of the means, and decay comes last."""

import math

import numpy as np


def get_lr_cosine_schedule(it, max_learning_rate, min_learning_rate, warmup_iters, cosine_cycle_iters):
    if it < warmup_iters:
        return it / warmup_iters * max_learning_rate
    if it <= cosine_cycle_iters:
        angle = (it - warmup_iters) / (cosine_cycle_iters - warmup_iters) * math.pi
        return min_learning_rate + 0.5 * (1 + math.cos(angle)) * (max_learning_rate - min_learning_rate)
    return min_learning_rate


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    return get_lr_cosine_schedule(step, peak, minimum, warmup_steps, total_steps)


def clip_by_global_norm(gradients, max_norm):
    l2_norm = math.sqrt(sum((grad**2).sum() for grad in gradients.values()))
    scale = 1.0
    if l2_norm > max_norm:
        scale = max_norm / (l2_norm + 1e-6)
    return {key: grad * scale for key, grad in gradients.items()}, l2_norm


def start_state(weights):
    return {}


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    new_weights = {}
    for key, p in weights.items():
        grad = gradients[key]
        own = state.setdefault(key, {"t": 1, "m": np.zeros_like(p), "v": np.zeros_like(p)})
        t = own["t"]
        m = beta1 * own["m"] + (1 - beta1) * grad
        v = beta2 * own["v"] + (1 - beta2) * grad**2
        alpha_t = lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)
        theta = p - alpha_t * m / (np.sqrt(v) + eps)
        if p.ndim >= 2:
            theta = theta - lr * weight_decay * theta
        own["t"], own["m"], own["v"] = t + 1, m, v
        new_weights[key] = theta
    return new_weights, state


def training_step(weights, gradients, state, step, settings):
    grads, _ = clip_by_global_norm(gradients, settings["max_norm"])
    lr = learning_rate(
        step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"]
    )
    return adamw_step(
        weights,
        grads,
        state,
        lr,
        settings["beta1"],
        settings["beta2"],
        settings["eps"],
        settings["weight_decay"],
    )
