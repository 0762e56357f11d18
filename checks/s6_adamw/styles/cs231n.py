"""As in a vision course's optim.py: one update function for one array with a config dict, called for every name."""

import numpy as np


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step <= warmup_steps and warmup_steps > 0:
        return peak * (step / warmup_steps)
    t = min(step - warmup_steps, total_steps - warmup_steps)
    return minimum + (peak - minimum) / 2 * (np.cos(t * np.pi / (total_steps - warmup_steps)) + 1)


def clip_by_global_norm(gradients, max_norm):
    norm = 0.0
    for dw in gradients.values():
        norm += np.sum(dw * dw)
    norm = np.sqrt(norm)
    clipped = {}
    for name, dw in gradients.items():
        if norm > max_norm:
            clipped[name] = dw / norm * max_norm
        else:
            clipped[name] = dw.copy()
    return clipped, norm


def adam(w, dw, config, lr, beta1, beta2, eps, wd):
    m, v, t = config["m"], config["v"], config["t"]
    t += 1
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * (dw * dw)
    mt = m / (1 - beta1**t)
    vt = v / (1 - beta2**t)
    next_w = w - lr * mt / (np.sqrt(vt) + eps)
    next_w -= lr * wd * w
    return next_w, {"m": m, "v": v, "t": t}


def start_state(weights):
    configs = {}
    for name, w in weights.items():
        configs[name] = {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 0}
    return configs


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    next_weights, next_configs = {}, {}
    for name, w in weights.items():
        wd = weight_decay
        if len(w.shape) == 1:
            wd = 0
        next_weights[name], next_configs[name] = adam(
            w, gradients[name], state[name], lr, beta1, beta2, eps, wd
        )
    return next_weights, next_configs


def training_step(weights, gradients, state, step, settings):
    s = settings
    grads, _ = clip_by_global_norm(gradients, s["max_norm"])
    rate = learning_rate(step, s["peak"], s["minimum"], s["warmup_steps"], s["total_steps"])
    return adamw_step(weights, grads, state, rate, s["beta1"], s["beta2"], s["eps"], s["weight_decay"])
