"""A C programmer's: moments updated in place, copies of the weights, powers of beta carried along."""

import numpy as np


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step < warmup_steps:
        return float(peak) * step / warmup_steps
    theta = np.pi * np.clip((step - warmup_steps) / (total_steps - warmup_steps), 0, 1)
    return float(minimum + (peak - minimum) * (0.5 + 0.5 * np.cos(theta)))


def clip_by_global_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.einsum("i,i->", g.ravel(), g.ravel()) for g in gradients.values()))
    clipped = {name: np.array(g, dtype=float) for name, g in gradients.items()}
    if norm > max_norm:
        for name in clipped:
            clipped[name] *= max_norm
            clipped[name] /= norm
    return clipped, norm


def start_state(weights):
    state = []
    for w in weights.values():
        state.append([np.zeros(w.shape), np.zeros(w.shape)])
    return [1.0, 1.0, state]


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state[0] *= beta1
    state[1] *= beta2
    fixed1, fixed2 = 1 - state[0], 1 - state[1]
    new = {name: w.astype(float) for name, w in weights.items()}
    for i, name in enumerate(new):
        m, v = state[2][i]
        w, g = new[name], gradients[name]
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * g * g
        if w.ndim != 1:
            w -= lr * weight_decay * w
        w -= lr * (m / fixed1) / (np.sqrt(v / fixed2) + eps)
    return new, state


def training_step(weights, gradients, state, step, settings):
    get = settings.get
    gradients, _ = clip_by_global_norm(gradients, get("max_norm"))
    eta = learning_rate(step, get("peak"), get("minimum"), get("warmup_steps"), get("total_steps"))
    return adamw_step(
        weights, gradients, state, eta, get("beta1"), get("beta2"), get("eps"), get("weight_decay")
    )
