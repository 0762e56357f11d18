"""As in a PyTorch optimiser: a class with step(), state per name, decay first, corrections in the step size."""

import math

import numpy as np


class AdamW:
    def __init__(self, params):
        self.t = 0
        self.exp_avg = {name: np.zeros(p.shape) for name, p in params.items()}
        self.exp_avg_sq = {name: np.zeros(p.shape) for name, p in params.items()}

    def step(self, params, grads, lr, betas, eps, weight_decay):
        self.t += 1
        beta1, beta2 = betas
        bias_correction1 = 1 - beta1**self.t
        bias_correction2 = 1 - beta2**self.t
        updated = {}
        for name, p in params.items():
            grad = grads[name].astype(np.float64)
            p_new = p.astype(np.float64)
            if p.ndim >= 2:
                p_new = p_new * (1 - lr * weight_decay)
            m, v = self.exp_avg[name], self.exp_avg_sq[name]
            m += (grad - m) * (1 - beta1)
            v *= beta2
            v += (1 - beta2) * grad * grad
            step_size = lr / bias_correction1
            denom = np.sqrt(v) / math.sqrt(bias_correction2) + eps
            updated[name] = (p_new - step_size * m / denom).astype(p.dtype)
        return updated


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    if step < warmup_steps:
        return peak * step / warmup_steps
    if step > total_steps:
        return minimum
    decay_ratio = (step - warmup_steps) / (total_steps - warmup_steps)
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return minimum + coeff * (peak - minimum)


def clip_by_global_norm(gradients, max_norm):
    norms = [np.linalg.norm(g.astype(np.float64).ravel()) for g in gradients.values()]
    total_norm = float(np.linalg.norm(norms))
    clip_coef = min(1.0, max_norm / total_norm) if total_norm > 0 else 1.0
    return {name: g * clip_coef for name, g in gradients.items()}, total_norm


def start_state(weights):
    return AdamW(weights)


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    return state.step(weights, gradients, lr, (beta1, beta2), eps, weight_decay), state


def training_step(weights, gradients, state, step, settings):
    grads, norm = clip_by_global_norm(gradients, settings["max_norm"])
    if not math.isfinite(norm):
        return {k: w.copy() for k, w in weights.items()}, state
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
