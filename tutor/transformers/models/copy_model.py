"""The smallest model that learns a copying head: attention only, two layers of one head, trained while the learner
watches.

It reads rounds of the same few words and predicts the next one. Only repeated words count towards the loss. Rounds have
random lengths, so that no fixed distance works: the model has to find the same word and copy the one after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import Array, Model, Params
from tutor.transformers.models.gradients import Adam, forward, loss_and_gradient
from tutor.transformers.models.words import ANIMALS, COLOURS, PLACES, THINGS

N_LAYERS, D_MODEL, N_WORDS, MAX_LEN = 2, 32, 64, 48
WORDS = tuple([pair[0] for pair in (*ANIMALS, *THINGS)] + list(PLACES + COLOURS))[:N_WORDS]
SHOWN = ("fox", "cup", "river", "bell", "owl", "blue", "key", "egg") * 2  # text for the heat map
SHORTEST, LONGEST = 6, 22  # words in a round
BATCH, RATE, STEPS, EVERY = 32, 1.5e-3, 1500, 15


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The model after ``step`` steps.

    ``loss`` is the mean since the last snapshot, in nats per repeated word; ``copy_accuracy`` the share of them that
    are the likeliest word on fresh rounds. ``weights[layer]`` are the rows of attention on ``SHOWN``.
    """

    step: int
    loss: float
    copy_accuracy: float
    weights: tuple[tuple[tuple[float, ...], ...], ...]

    def stripe(self, layer: int) -> float:
        """The mean weight that a repeated word gives to the word after its previous occurrence."""
        half = len(SHOWN) // 2
        rows = self.weights[layer]
        return sum(rows[at][at - half + 1] for at in range(half, 2 * half)) / half

    def previous(self, layer: int) -> float:
        """The mean weight that a word gives to the word before it."""
        rows = self.weights[layer]
        return sum(rows[at][at - 1] for at in range(1, len(rows))) / (len(rows) - 1)


def fresh(seed: int) -> Model:
    """A model of random weights: ``embedding (64, 32)``, ``positions (48, 32)``, ``output (32, 64)``, for every layer
    four matrices (32, 32) and a norm; 14,016 numbers."""
    rng = np.random.default_rng(seed)

    def normal(*shape: int, std: float) -> Array:
        return rng.normal(scale=std, size=shape).astype(np.float32)

    weights: Params = {
        "embedding": normal(N_WORDS, D_MODEL, std=0.3),
        "positions": normal(MAX_LEN, D_MODEL, std=0.3),
        "output": normal(D_MODEL, N_WORDS, std=D_MODEL**-0.5),
    }
    for name in ("ln", *(f"blocks.{layer}.ln1" for layer in range(N_LAYERS))):
        weights[f"{name}_gamma"] = np.ones(D_MODEL, np.float32)
        weights[f"{name}_beta"] = np.zeros(D_MODEL, np.float32)
    for layer in range(N_LAYERS):
        for name in ("w_q", "w_k", "w_v", "w_o"):
            weights[f"blocks.{layer}.{name}"] = normal(D_MODEL, D_MODEL, std=D_MODEL**-0.5)
    return Model(weights, N_LAYERS, 1, causal=True)


def rounds(
    rng: np.random.Generator, size: int, length: int = MAX_LEN
) -> tuple[NDArray[Any], NDArray[Any], Array]:
    """``size`` texts that repeat one round of words: ids, targets (the next words) and a 0/1 mask of counted positions,
    each (size, T)."""
    periods = rng.integers(SHORTEST, LONGEST + 1, size=(size, 1))
    words = rng.permuted(np.tile(np.arange(N_WORDS), (size, 1)), axis=1)  # no word occurs twice in a round
    places = np.arange(length + 1)[np.newaxis]
    texts = np.take_along_axis(words, places % periods, axis=1)
    return texts[:, :-1], texts[:, 1:], (places[:, :-1] >= periods).astype(np.float32)


def train_live(
    seed: int, steps: int = STEPS, every: int = EVERY, rate: float = RATE, model: Model | None = None
) -> Iterator[Snapshot]:
    """Train a new model, or ``model`` in place, and yield a snapshot every few steps, the untrained model first.
    Training stops when the caller stops iterating.

    The default learning rate is low, so that the learner can watch the head form, which happens after more than half
    of the steps.
    """
    model, rng = model or fresh(seed), np.random.default_rng(seed)
    ids, targets, counted = rounds(np.random.default_rng(seed + 1_000_000), 16)
    adam = Adam(dict(model.weights), decay=0.0)
    shown = np.array([[WORDS.index(word) for word in SHOWN]])

    def snapshot(step: int, loss: float) -> Snapshot:
        hits = (forward(model, ids)[0].argmax(axis=-1) == targets) * counted
        blocks = forward(model, shown)[1]
        rows = tuple(tuple(tuple(float(w) for w in row) for row in block.attention[0, 0]) for block in blocks)
        return Snapshot(step, loss, float(hits.sum() / counted.sum()), rows)

    yield snapshot(0, loss_and_gradient(model, ids, targets, counted)[0])
    recent: list[float] = []
    for step in range(1, steps + 1):
        loss, gradient = loss_and_gradient(model, *rounds(rng, BATCH))
        adam.step(gradient, rate * min(step / 50, 1.0))
        recent.append(loss)
        if step % every == 0 or step == steps:
            yield snapshot(step, sum(recent) / len(recent))
            recent.clear()
