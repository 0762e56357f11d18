"""A software engineer's: classes for the schedule, the moments of one array and the state, small methods."""

import numpy as np


class Schedule:
    def __init__(self, peak: float, minimum: float, warmup_steps: int, total_steps: int) -> None:
        self.peak, self.minimum = peak, minimum
        self.warmup_steps, self.total_steps = warmup_steps, total_steps

    def rate(self, step: int) -> float:
        if step < self.warmup_steps:
            return self._warmup(step)
        if step > self.total_steps:
            return self.minimum
        return self._cosine(step - self.warmup_steps, self.total_steps - self.warmup_steps)

    def _warmup(self, step: int) -> float:
        return self.peak * step / self.warmup_steps

    def _cosine(self, done: int, length: int) -> float:
        amplitude = (self.peak - self.minimum) / 2
        return float(self.minimum + amplitude + amplitude * np.cos(np.pi * done / length))


def learning_rate(step, peak, minimum, warmup_steps, total_steps):
    return Schedule(peak, minimum, warmup_steps, total_steps).rate(step)


def global_norm(arrays) -> float:
    return float(np.sqrt(np.sum([np.sum(np.square(array)) for array in arrays])))


def clip_by_global_norm(gradients, max_norm):
    norm = global_norm(gradients.values())
    if norm <= max_norm:
        return {name: array.copy() for name, array in gradients.items()}, norm
    return {name: array * (max_norm / norm) for name, array in gradients.items()}, norm


class Moments:
    def __init__(self, shape: tuple[int, ...]) -> None:
        self.first = np.zeros(shape)
        self.second = np.zeros(shape)

    def add(self, gradient, beta1, beta2) -> None:
        self.first = beta1 * self.first + (1 - beta1) * gradient
        self.second = beta2 * self.second + (1 - beta2) * gradient**2

    def direction(self, t, beta1, beta2, eps):
        first = self.first / (1 - beta1**t)
        second = self.second / (1 - beta2**t)
        return first / (np.sqrt(second) + eps)


class State:
    def __init__(self, moments: dict[str, Moments]) -> None:
        self.moments = moments
        self.t: int = 0


def start_state(weights):
    return State({name: Moments(array.shape) for name, array in weights.items()})


def adamw_step(weights, gradients, state, lr, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
    state.t += 1
    result = {}
    for name, array in weights.items():
        moments = state.moments[name]
        moments.add(gradients[name], beta1, beta2)
        change = moments.direction(state.t, beta1, beta2, eps)
        if array.ndim >= 2:
            change = change + weight_decay * array
        result[name] = array - lr * change
    return result, state


def training_step(weights, gradients, state, step, settings):
    clipped, norm = clip_by_global_norm(gradients, settings["max_norm"])
    if not np.isfinite(norm):
        return weights, state
    lr = learning_rate(
        step, settings["peak"], settings["minimum"], settings["warmup_steps"], settings["total_steps"]
    )
    return adamw_step(
        weights,
        clipped,
        state,
        lr,
        settings["beta1"],
        settings["beta2"],
        settings["eps"],
        settings["weight_decay"],
    )
