# Every array is clipped to max_norm by its own length, so the direction of the whole gradient changes.
# status: failed
# line: long_gradients
# failing: long_gradients clipping_is_used settings_are_used bad_batch types_are_kept half_precision
# mistake: each-array-by-itself
# candidates:
import math

import numpy as np


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step < warmup_steps:
        return peak * step / warmup_steps
    progress = min((step - warmup_steps) / (total_steps - warmup_steps), 1.0)
    return minimum + 0.5 * (peak - minimum) * (1 + math.cos(math.pi * progress))


def clip_by_global_norm(gradients, max_norm):
    total = 0.0
    clipped = {}
    for name, g in gradients.items():
        n = np.linalg.norm(g)
        total += n**2
        clipped[name] = g * max_norm / n if n > max_norm else g.copy()
    return clipped, float(np.sqrt(total))


def start_state(weights):
    m = {k: np.zeros(w.shape) for k, w in weights.items()}
    v = {k: np.zeros(w.shape) for k, w in weights.items()}
    return m, v, 0


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    m, v, t = state
    t += 1
    out = {}
    for k in weights:
        m[k] = beta1 * m[k] + (1 - beta1) * gradients[k]
        v[k] = beta2 * v[k] + (1 - beta2) * gradients[k] ** 2
        step = (m[k] / (1 - beta1**t)) / (np.sqrt(v[k] / (1 - beta2**t)) + eps)
        decay = weight_decay if weights[k].ndim > 1 else 0.0
        out[k] = weights[k] - lr * step - lr * decay * weights[k]
    return out, (m, v, t)


def training_step(weights, gradients, state, step, settings):
    s = settings
    g, _ = clip_by_global_norm(gradients, s["max_norm"])
    lr = learning_rate(step, s["peak"], s["minimum"], s["warmup_steps"], s["total_steps"])
    return adamw_step(weights, g, state, lr, s["beta1"], s["beta2"], s["eps"], s["weight_decay"])
