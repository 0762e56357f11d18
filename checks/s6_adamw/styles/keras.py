"""As in Keras: a corrected learning rate, `m += (g - m) * (1 - beta)`, decay before the step."""

import numpy as np


class CosineDecay:
    def __init__(self, warmup_target, alpha, warmup_steps, decay_steps):
        self.warmup_target, self.alpha = warmup_target, alpha
        self.warmup_steps, self.decay_steps = warmup_steps, decay_steps

    def __call__(self, step):
        if step < self.warmup_steps:
            completed_fraction = step / self.warmup_steps
            return completed_fraction * self.warmup_target
        completed_fraction = min(step - self.warmup_steps, self.decay_steps) / self.decay_steps
        cosine_decayed = 0.5 * (1.0 + np.cos(np.pi * completed_fraction))
        return (self.warmup_target - self.alpha) * cosine_decayed + self.alpha


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    return CosineDecay(peak, minimum, warmup_steps, total_steps - warmup_steps)(step)


def clip_by_global_norm(gradients, max_norm):
    squared = [np.sum(np.square(g)) for g in gradients.values()]
    use_norm = np.sqrt(np.add.reduce(squared))
    scale = max_norm * np.minimum(1.0 / use_norm, 1.0 / max_norm)
    return dict(zip(gradients, [g * scale for g in gradients.values()], strict=True)), use_norm


def start_state(weights):
    momentums = [np.zeros(w.shape) for w in weights.values()]
    velocities = [np.zeros(w.shape) for w in weights.values()]
    return {"iterations": 0, "momentums": momentums, "velocities": velocities}


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    local_step = state["iterations"] + 1
    beta_1_power = np.power(beta1, local_step)
    beta_2_power = np.power(beta2, local_step)
    alpha = lr * np.sqrt(1 - beta_2_power) / (1 - beta_1_power)
    momentums, velocities, variables = [], [], {}
    for index, (name, variable) in enumerate(weights.items()):
        gradient = gradients[name]
        m, v = state["momentums"][index], state["velocities"][index]
        value = variable
        if variable.ndim >= 2:
            value = value - value * weight_decay * lr
        m = m + (gradient - m) * (1 - beta1)
        v = v + (np.square(gradient) - v) * (1 - beta2)
        variables[name] = value - (m * alpha) / (np.sqrt(v) + eps)
        momentums.append(m)
        velocities.append(v)
    return variables, {"iterations": local_step, "momentums": momentums, "velocities": velocities}


def training_step(weights, gradients, state, step, settings):
    clipped, _global_norm = clip_by_global_norm(gradients, settings["max_norm"])
    schedule = {key: settings[key] for key in ("peak", "minimum", "warmup_steps", "total_steps")}
    optimizer = {key: settings[key] for key in ("beta1", "beta2", "eps", "weight_decay")}
    return adamw_step(weights, clipped, state, lr=learning_rate(step, **schedule), **optimizer)
