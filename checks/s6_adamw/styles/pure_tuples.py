"""A functional programmer's: no loop changes anything, the state is a tuple, comprehensions over names."""

from math import cos, pi

import numpy as np


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    span = total_steps - warmup_steps
    return (
        peak * step / warmup_steps
        if step < warmup_steps
        else minimum + (peak - minimum) * (1 + cos(pi * min(1.0, (step - warmup_steps) / span))) / 2
    )


def clip_by_global_norm(gradients, max_norm):
    length = sum(float(np.vdot(g, g)) for g in gradients.values()) ** 0.5
    return ({n: g / max(1.0, length / max_norm) for n, g in gradients.items()}, length)


def start_state(weights):
    return (0, {n: 0.0 * w for n, w in weights.items()}, {n: 0.0 * w for n, w in weights.items()})


def blend(old, new, beta):
    return {n: beta * old[n] + (1 - beta) * new[n] for n in new}


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    count, means, squares = state
    t = count + 1
    m = blend(means, gradients, beta1)
    v = blend(squares, {n: g**2 for n, g in gradients.items()}, beta2)
    direction = {n: (m[n] / (1 - beta1**t)) / ((v[n] / (1 - beta2**t)) ** 0.5 + eps) for n in weights}
    decayed = {n: w * (1 - lr * weight_decay) if w.ndim > 1 else w for n, w in weights.items()}
    return {n: decayed[n] - lr * direction[n] for n in weights}, (t, m, v)


def training_step(weights, gradients, state, step, settings):
    schedule = [settings[n] for n in ("peak", "minimum", "warmup_steps", "total_steps")]
    adam = {n: settings[n] for n in ("beta1", "beta2", "eps", "weight_decay")}
    clipped = clip_by_global_norm(gradients, settings["max_norm"])[0]
    return adamw_step(weights, clipped, state, learning_rate(step, *schedule), **adam)
