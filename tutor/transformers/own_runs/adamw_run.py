"""The learner's training step trains the smallest model."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.transformers.models.copy_model import BATCH, fresh, rounds
from tutor.transformers.models.gradients import loss_and_gradient
from tutor.transformers.models.swap_worker import BrokenError, checked
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

STEPS, EVERY = 400, 10
SETTINGS = {
    "peak": 8e-3,
    "minimum": 8e-4,
    "warmup_steps": 40,
    "total_steps": STEPS,
    "max_norm": 1.0,
    "beta1": 0.9,
    "beta2": 0.95,
    "eps": 1e-8,
    "weight_decay": 0.1,
}
VARIANTS: tuple[tuple[str, dict[str, float]], ...] = (
    ("a peak of 0.008", {}),
    ("a peak ten times as high", {"peak": 8e-2, "minimum": 8e-3}),
)

RUN = CodeRun(
    short="adamw",
    title="your training step trains the smallest model",
    about="A model of 14,016 random weights learns to continue rounds of words. Your training_step makes every step: "
    "it clips the gradient, follows your schedule and updates the weights. The loss first stays near ln 64 = 4.16, the "
    "loss of guessing, then falls quickly once the model has found out how to copy. With a peak ten times as high, it "
    "has hardly begun to copy when the run ends.",
    code="tutor.transformers.own_runs.adamw_run:AdamWRun",
    reports=STEPS // EVERY + 1,
    curves=(
        Curve("loss, nats per repeated word", 0.0, 5.0),
        Curve("gradient length before clipping", 0.0, 2.0),
        Curve("learning rate, in thousandths", 0.0, 8.0),
    ),
    variants=tuple(task for task, _ in VARIANTS),
)


class AdamWRun:
    """Trains with ``training_step``. The learner's weights are float64; the model computes in float32."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.functions = functions
        self.model, self.rng = fresh(seed), np.random.default_rng(seed)
        self.settings = {**SETTINGS, **VARIANTS[variant][1]}
        self.weights = {name: array.astype(np.float64) for name, array in self.model.weights.items()}
        self.state = functions["start_state"](_copies(self.weights))
        self.steps = -1  # nothing reported yet

    def advance(self) -> Plain:
        """The mean loss and length of the next steps, and the last rate; the first report is the untrained model."""
        if self.steps < 0:
            self.steps = 0
            loss, gradient = self._loss()
            return 0, [loss, self._length(gradient), self._rate()], []
        losses, lengths = [], []
        for _ in range(EVERY):
            self.steps += 1
            loss, gradient = self._loss()
            losses.append(loss)
            lengths.append(self._length(gradient))
            self._learn(gradient)
        return self.steps, [sum(losses) / EVERY, sum(lengths) / EVERY, self._rate()], []

    def _loss(self) -> tuple[float, dict[str, Any]]:
        """The loss of the next batch, and its gradient in float64."""
        for name, array in self.weights.items():
            self.model.weights[name][...] = array
        loss, gradient = loss_and_gradient(self.model, *rounds(self.rng, BATCH))
        return loss, {name: array.astype(np.float64) for name, array in gradient.items()}

    def _length(self, gradient: dict[str, Any]) -> float:
        result = self.functions["clip_by_global_norm"](_copies(gradient), self.settings["max_norm"])
        if not isinstance(result, tuple | list) or len(result) != 2 or np.ndim(result[1]):
            raise BrokenError("clip_by_global_norm must return the gradients and a number, their length.")
        return float(result[1])

    def _rate(self) -> float:
        asked = (self.settings[name] for name in ("peak", "minimum", "warmup_steps", "total_steps"))
        rate = self.functions["learning_rate"](self.steps, *asked)
        if rate is None or np.ndim(rate):
            raise BrokenError("learning_rate must return a number.")
        return 1e3 * float(rate)

    def _learn(self, gradient: dict[str, Any]) -> None:
        result = self.functions["training_step"](
            _copies(self.weights), _copies(gradient), self.state, self.steps, dict(self.settings)
        )
        if not isinstance(result, tuple | list) or len(result) != 2 or not isinstance(result[0], dict):
            raise BrokenError("training_step must return the new weights, a dict of arrays, and the state.")
        weights, self.state = result
        for name, old in self.weights.items():
            if name not in weights:
                raise BrokenError(f"The weights that training_step returns lack the array {name!r}.")
            self.weights[name] = checked("training_step", weights[name], old.shape)


def _copies(arrays: dict[str, Any]) -> dict[str, Any]:
    return {name: array.copy() for name, array in arrays.items()}
