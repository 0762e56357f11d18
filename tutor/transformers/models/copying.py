"""The smallest model in which a copying head forms: attention only, two layers of one head, trained while one watches.

It reads rounds of the same few words and has to say the next one. Only the repeated words count, and rounds have any
length, so that no fixed distance helps: it has to look for the same word, and take the one after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import Array, Params, softmax
from tutor.transformers.models.gradients import Adam, norm, norm_back, outer
from tutor.transformers.models.words import ANIMALS, COLOURS, PLACES, THINGS

N_LAYERS, D_MODEL, N_WORDS, MAX_LEN = 2, 32, 64, 48
WORDS = tuple([pair[0] for pair in (*ANIMALS, *THINGS)] + list(PLACES + COLOURS))[:N_WORDS]
SHOWN = ("fox", "cup", "river", "bell", "owl", "blue", "key", "egg") * 2  # what the grid is drawn for
SHORTEST, LONGEST = 6, 22  # words in a round
BATCH, RATE, STEPS, EVERY = 32, 1.5e-3, 1500, 15


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The model after ``step`` steps.

    ``loss`` is the mean since the last snapshot, in nats a repeated word; ``copy_accuracy`` the share of them that are
    the likeliest word on fresh rounds. ``weights[layer]`` are the rows of attention on ``SHOWN``.
    """

    step: int
    loss: float
    copy_accuracy: float
    weights: tuple[tuple[tuple[float, ...], ...], ...]

    def stripe(self, layer: int) -> float:
        """How much of its attention a repeated word gives to the one that came after it the last time."""
        half = len(SHOWN) // 2
        rows = self.weights[layer]
        return sum(rows[at][at - half + 1] for at in range(half, 2 * half)) / half

    def previous(self, layer: int) -> float:
        """How much of its attention a word gives to the one before it."""
        rows = self.weights[layer]
        return sum(rows[at][at - 1] for at in range(1, len(rows))) / (len(rows) - 1)


def fresh(seed: int) -> Params:
    """Random weights: ``embedding (64, 32)``, ``positions (48, 32)``, ``output (32, 64)``, for every layer four
    matrices (32, 32) and a norm; 14,016 numbers."""
    rng = np.random.default_rng(seed)

    def normal(*shape: int, std: float) -> Array:
        return rng.normal(scale=std, size=shape).astype(np.float32)

    weights: Params = {
        "embedding": normal(N_WORDS, D_MODEL, std=0.3),
        "positions": normal(MAX_LEN, D_MODEL, std=0.3),
        "output": normal(D_MODEL, N_WORDS, std=D_MODEL**-0.5),
    }
    for name in ("ln", *(f"{layer}.ln" for layer in range(N_LAYERS))):
        weights[f"{name}_gamma"] = np.ones(D_MODEL, np.float32)
        weights[f"{name}_beta"] = np.zeros(D_MODEL, np.float32)
    for layer in range(N_LAYERS):
        for name in ("w_q", "w_k", "w_v", "w_o"):
            weights[f"{layer}.{name}"] = normal(D_MODEL, D_MODEL, std=D_MODEL**-0.5)
    return weights


def rounds(
    rng: np.random.Generator, size: int, length: int = MAX_LEN
) -> tuple[NDArray[Any], NDArray[Any], Array]:
    """``size`` texts of one round of words, repeated: ids, targets (the next words) and what counts, each (size, T)."""
    periods = rng.integers(SHORTEST, LONGEST + 1, size=(size, 1))
    words = rng.permuted(np.tile(np.arange(N_WORDS), (size, 1)), axis=1)  # no word twice in a round
    places = np.arange(length + 1)[np.newaxis]
    texts = np.take_along_axis(words, places % periods, axis=1)
    return texts[:, :-1], texts[:, 1:], (places[:, :-1] >= periods).astype(np.float32)


def forward(weights: Params, ids: NDArray[Any]) -> tuple[Array, list[Array]]:
    """ids (B, T) → logits (B, T, V), and of every layer its attention (B, T, T)."""
    logits, kept, _ = _forward(weights, ids)
    return logits, [layer[4] for layer in kept]


def loss_and_gradient(
    weights: Params, ids: NDArray[Any], targets: NDArray[Any], counted: Array
) -> tuple[float, Params]:
    """Mean cross-entropy in nats over the counted places, and its gradient by the weights' names."""
    logits, kept, (last, hat, inverse) = _forward(weights, ids)
    scale = np.float32(weights["embedding"].shape[1] ** -0.5)
    probabilities = softmax(logits)
    rows, columns = np.indices(ids.shape)
    total = max(float(counted.sum()), 1.0)
    right = probabilities[rows, columns, targets]
    loss = float(-(np.log(np.maximum(right, 1e-30)) * counted).sum() / total)

    gradient: Params = {}
    d_logits = probabilities
    d_logits[rows, columns, targets] -= 1
    d_logits *= (counted / np.float32(total))[..., np.newaxis]
    gradient["output"] = outer(last, d_logits)
    d_x = norm_back(d_logits @ weights["output"].T, hat, inverse, weights["ln_gamma"], gradient, "ln")
    for layer in reversed(range(len(kept))):
        (read, hat, inverse), q, k, v, attention, mixed = kept[layer]
        gradient[f"{layer}.w_o"] = outer(mixed, d_x)
        d_mixed = d_x @ weights[f"{layer}.w_o"].T
        d_attention = d_mixed @ v.swapaxes(-1, -2)
        d_scores = attention * (d_attention - (d_attention * attention).sum(axis=-1, keepdims=True)) * scale
        d_read = np.zeros_like(read)
        for name, d_part in (
            ("w_q", d_scores @ k),
            ("w_k", d_scores.swapaxes(-1, -2) @ q),
            ("w_v", attention.swapaxes(-1, -2) @ d_mixed),
        ):
            gradient[f"{layer}.{name}"] = outer(read, d_part)
            d_read += d_part @ weights[f"{layer}.{name}"].T
        gamma = weights[f"{layer}.ln_gamma"]
        d_x = d_x + norm_back(d_read, hat, inverse, gamma, gradient, f"{layer}.ln")
    one_hot = np.zeros((ids.size, len(weights["embedding"])), dtype=d_x.dtype)
    one_hot[np.arange(ids.size), ids.ravel()] = 1
    gradient["embedding"] = one_hot.T @ d_x.reshape(-1, d_x.shape[-1])
    gradient["positions"] = np.zeros_like(weights["positions"])
    gradient["positions"][: ids.shape[1]] = d_x.sum(axis=0)
    return loss, gradient


def form(seed: int, steps: int = STEPS, every: int = EVERY, rate: float = RATE) -> Iterator[Snapshot]:
    """Train a new model and show it every few steps, the untrained one first. Whoever stops asking stops it.

    The usual rate is a slow one: the head is not there before half of the steps, so that one sees it come.
    """
    weights, rng = fresh(seed), np.random.default_rng(seed)
    ids, targets, counted = rounds(np.random.default_rng(seed + 1_000_000), 16)
    adam = Adam(weights, decay=0.0)
    shown = np.array([[WORDS.index(word) for word in SHOWN]])

    def snapshot(step: int, loss: float) -> Snapshot:
        hits = (forward(weights, ids)[0].argmax(axis=-1) == targets) * counted
        grids = forward(weights, shown)[1]
        rows = tuple(tuple(tuple(float(w) for w in row) for row in grid[0]) for grid in grids)
        return Snapshot(step, loss, float(hits.sum() / counted.sum()), rows)

    yield snapshot(0, loss_and_gradient(weights, ids, targets, counted)[0])
    recent: list[float] = []
    for step in range(1, steps + 1):
        loss, gradient = loss_and_gradient(weights, *rounds(rng, BATCH))
        adam.step(gradient, rate * min(step / 50, 1.0))
        recent.append(loss)
        if step % every == 0 or step == steps:
            yield snapshot(step, sum(recent) / len(recent))
            recent.clear()


Normed = tuple[Array, Array, Array]
Kept = tuple[Normed, Array, Array, Array, Array, Array]


def _forward(weights: Params, ids: NDArray[Any]) -> tuple[Array, list[Kept], Normed]:
    """Logits, and what the way back needs."""
    seq_len = ids.shape[1]
    x: Array = weights["embedding"][ids] + weights["positions"][:seq_len]
    hidden = np.triu(np.full((seq_len, seq_len), -np.inf, dtype=np.float32), 1)
    scale = np.float32(x.shape[-1] ** -0.5)
    kept: list[Kept] = []
    for layer in range(N_LAYERS):
        normed = norm(x, weights[f"{layer}.ln_gamma"], weights[f"{layer}.ln_beta"])
        q, k, v = (normed[0] @ weights[f"{layer}.{name}"] for name in ("w_q", "w_k", "w_v"))
        attention = softmax(q @ k.swapaxes(-1, -2) * scale + hidden)
        mixed: Array = attention @ v
        kept.append((normed, q, k, v, attention, mixed))
        added: Array = mixed @ weights[f"{layer}.w_o"]
        x = x + added
    last = norm(x, weights["ln_gamma"], weights["ln_beta"])
    return last[0] @ weights["output"], kept, last
