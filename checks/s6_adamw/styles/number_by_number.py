"""A beginner's: every number in a loop of its own, no array arithmetic."""

import math

import numpy as np


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step < warmup_steps:
        lr = step / warmup_steps * peak
    elif step < total_steps:
        done = step - warmup_steps
        whole = total_steps - warmup_steps
        lr = minimum + (peak - minimum) * (math.cos(math.pi * done / whole) + 1) / 2
    else:
        lr = minimum
    return lr


def clip_by_global_norm(gradients, max_norm):
    squares = 0
    for name in gradients:
        for number in gradients[name].flatten():
            squares = squares + number * number
    norm = math.sqrt(squares)
    result = {}
    for name in gradients:
        new = np.zeros(gradients[name].shape)
        for place in np.ndindex(new.shape):
            if norm > max_norm:
                new[place] = gradients[name][place] * max_norm / norm
            else:
                new[place] = gradients[name][place]
        result[name] = new
    return result, norm


def start_state(weights):
    state = {"steps": 0}
    for name in weights:
        state[name + "_m"] = np.zeros(weights[name].shape)
        state[name + "_v"] = np.zeros(weights[name].shape)
    return state


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state["steps"] = state["steps"] + 1
    t = state["steps"]
    result = {}
    for name in weights:
        old = weights[name]
        new = np.zeros(old.shape)
        for place in np.ndindex(old.shape):
            g = gradients[name][place]
            m = beta1 * state[name + "_m"][place] + (1 - beta1) * g
            v = beta2 * state[name + "_v"][place] + (1 - beta2) * g * g
            state[name + "_m"][place] = m
            state[name + "_v"][place] = v
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            new[place] = old[place] - lr * m_hat / (math.sqrt(v_hat) + eps)
            if len(old.shape) > 1:
                new[place] = new[place] - lr * weight_decay * old[place]
        result[name] = new
    return result, state


def training_step(weights, gradients, state, step, settings):
    short, _ = clip_by_global_norm(gradients, settings["max_norm"])
    lr = learning_rate(
        step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"]
    )
    return adamw_step(
        weights,
        short,
        state,
        lr,
        settings["beta1"],
        settings["beta2"],
        settings["eps"],
        settings["weight_decay"],
    )
