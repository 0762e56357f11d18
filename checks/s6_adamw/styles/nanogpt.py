"""As in a small GPT trainer: decay_ratio and coeff in the schedule, two parameter groups by number of axes."""

import math

import numpy as np


def learning_rate(it, learning_rate, min_lr, warmup_iters, lr_decay_iters):
    # 1) linear warmup
    if it < warmup_iters:
        return learning_rate * it / warmup_iters
    # 2) past the end
    if it > lr_decay_iters:
        return min_lr
    # 3) cosine in between
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (learning_rate - min_lr)


def clip_by_global_norm(grads, max_norm):
    total_norm = np.linalg.norm([np.linalg.norm(g) for g in grads.values()])
    clip_coef = min(max_norm / (total_norm + 1e-6), 1.0)
    return {n: g * clip_coef for n, g in grads.items()}, total_norm


def start_state(params):
    exp_avg = {n: np.zeros_like(p) for n, p in params.items()}
    exp_avg_sq = {n: np.zeros_like(p) for n, p in params.items()}
    return {"step": 0, "exp_avg": exp_avg, "exp_avg_sq": exp_avg_sq}


def configure_groups(params, weight_decay):
    decay_params = [n for n, p in params.items() if p.ndim >= 2]
    nodecay_params = [n for n, p in params.items() if p.ndim < 2]
    return [(decay_params, weight_decay), (nodecay_params, 0.0)]


def adamw_step(params, grads, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state["step"] += 1
    bias_correction1 = 1 - beta1 ** state["step"]
    bias_correction2 = 1 - beta2 ** state["step"]
    out = {}
    for names, wd in configure_groups(params, weight_decay):
        for n in names:
            p, g = params[n], grads[n]
            state["exp_avg"][n] = state["exp_avg"][n] * beta1 + g * (1 - beta1)
            state["exp_avg_sq"][n] = state["exp_avg_sq"][n] * beta2 + g * g * (1 - beta2)
            denom = np.sqrt(state["exp_avg_sq"][n]) / math.sqrt(bias_correction2) + eps
            p = p * (1 - lr * wd)
            out[n] = p - lr / bias_correction1 * state["exp_avg"][n] / denom
    return out, state


def training_step(params, grads, state, it, config):
    grads, _ = clip_by_global_norm(grads, config["max_norm"])
    lr = learning_rate(it, config["peak"], config["minimum"], config["warmup_steps"], config["total_steps"])
    return adamw_step(
        params,
        grads,
        state,
        lr,
        beta1=config["beta1"],
        beta2=config["beta2"],
        eps=config["eps"],
        weight_decay=config["weight_decay"],
    )
