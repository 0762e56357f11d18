"""The learner's loss and its gradient train the smallest model."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.transformers.models.copy_model import N_WORDS, fresh, rounds
from tutor.transformers.models.gradients import Adam, forward, gradient_from
from tutor.transformers.models.swap_worker import checked
from tutor.transformers.own_runs.own_run import CodeRun, Curve, Functions, Plain

IGNORE = -100
BATCH, EVERY, RATE = 16, 10, 6e-3  # texts in a step, steps in a report, learning rate

RUN = CodeRun(
    short="loss",
    title="your loss trains the smallest model",
    about="A model of 14,016 random weights learns to continue rounds of words. Your cross_entropy measures it, and "
    f"your gradient trains it. If all words had the same probability, the loss would be ln {N_WORDS} = "
    f"{np.log(N_WORDS):.2f}. The untrained model is a little worse than that: its random logits differ, so it is "
    "sure of wrong words.",
    code="tutor.transformers.own_runs.cross_entropy_run:CrossEntropyRun",
    reports=41,
    curves=(Curve("loss, nats per repeated word", 0.0, 5.0),),
)


class CrossEntropyRun:
    """Trains with Adam; words of the first round are ignored, because nobody can guess them."""

    def __init__(self, functions: Functions, seed: int, variant: int) -> None:
        self.functions = functions
        self.model, self.rng = fresh(seed), np.random.default_rng(seed)
        self.adam = Adam(dict(self.model.weights), decay=0.0)
        self.steps = -1  # nothing reported yet

    def advance(self) -> Plain:
        """The mean loss of the next steps; the first report is the loss of the untrained model."""
        if self.steps < 0:
            self.steps = 0
            return 0, [self._step(learn=False)], []
        losses = [self._step(learn=True) for _ in range(EVERY)]
        self.steps += EVERY
        return self.steps, [sum(losses) / EVERY], []

    def _step(self, *, learn: bool) -> float:
        ids, words, counted = rounds(self.rng, BATCH)
        targets = np.where(counted > 0, words, IGNORE)
        logits, blocks, last = forward(self.model, ids)
        asked: tuple[Any, ...] = (logits.astype(np.float64), targets, IGNORE)
        loss = float(self.functions["cross_entropy"](*asked))
        if learn:
            slope = checked(
                "cross_entropy_gradient", self.functions["cross_entropy_gradient"](*asked), logits.shape
            )
            gradient = gradient_from(self.model, ids, (blocks, last), slope.astype(np.float32))
            self.adam.step(gradient, RATE)
        return loss
