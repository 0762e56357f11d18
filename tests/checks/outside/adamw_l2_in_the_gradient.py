# Weight decay is added to the gradient (L2 as in plain Adam), so the moments see it.
# status: failed
# line: worked_example
# failing: worked_example arguments decay one_axis schedule_is_used clipping_is_used settings_are_used bad_batch exact half_precision order_of_names names views
# mistake: l2-instead-of-decay
# candidates:
import math

import numpy as np


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step < warmup_steps:
        return peak * step / warmup_steps
    if step >= total_steps:
        return minimum
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return minimum + 0.5 * (peak - minimum) * (1 + math.cos(math.pi * progress))


def clip_by_global_norm(gradients, max_norm):
    norm = math.sqrt(sum(float((g.astype(float) ** 2).sum()) for g in gradients.values()))
    scale = min(1.0, max_norm / (norm + 1e-12))
    return {k: g * scale for k, g in gradients.items()}, norm


def start_state(weights):
    return {"t": 0, "m": {k: np.zeros_like(w) for k, w in weights.items()}, "v": {k: np.zeros_like(w) for k, w in weights.items()}}


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state["t"] += 1
    t = state["t"]
    new = {}
    for k, w in weights.items():
        g = gradients[k]
        if w.ndim >= 2:
            g = g + weight_decay * w
        state["m"][k] = beta1 * state["m"][k] + (1 - beta1) * g
        state["v"][k] = beta2 * state["v"][k] + (1 - beta2) * g * g
        mhat = state["m"][k] / (1 - beta1**t)
        vhat = state["v"][k] / (1 - beta2**t)
        new[k] = w - lr * mhat / (np.sqrt(vhat) + eps)
    return new, state


def training_step(weights, gradients, state, step, settings):
    gradients, _ = clip_by_global_norm(gradients, settings["max_norm"])
    lr = learning_rate(step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"])
    return adamw_step(weights, gradients, state, lr, settings["beta1"], settings["beta2"], settings["eps"], settings["weight_decay"])
