"""The small models' forward pass in NumPy. Keeps every head's weights, and can switch off any head.

The arithmetic is that of exercise 5 (pre-norm blocks, no attention biases, tanh gelu); a test compares it with the
exercise's solution. Arrays are float32. Shapes: B texts, T tokens, d = d_model, H heads, V words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Params = dict[str, Array]
EPS = np.float32(1e-5)
GELU = np.float32(np.sqrt(2 / np.pi))


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: its weights by name, and its numbers of blocks and heads.

    Names: ``embedding (V, d)``, ``positions (64, d)``, ``blocks.N.<name>`` with exercise 5's names, ``ln_gamma (d,)``,
    ``ln_beta (d,)``, ``output (d, V)``.
    """

    weights: Mapping[str, Array]
    n_blocks: int
    n_heads: int
    causal: bool

    @property
    def d_head(self) -> int:
        """d_model / n_heads."""
        return int(self.weights["blocks.0.w_q"].shape[-1]) // self.n_heads

    def block(self, number: int) -> Params:
        """The ``params`` of one block, as exercise 5 expects them."""
        start = f"blocks.{number}."
        return {
            name.removeprefix(start): value for name, value in self.weights.items() if name.startswith(start)
        }


@dataclass(frozen=True, slots=True)
class ForwardPass:
    """The results of one forward pass: ``logits (B, T, V)``, ``attention (n_blocks, B, H, T, T)``.

    ``products (n_blocks, B, H, T, T)`` are the dot products q · k before scaling and masking. ``values (n_blocks, B, H,
    T, d)`` is what each token would add to the residual stream through that head if it got all the weight. Weight times
    its norm measures how much really flows (Kobayashi et al. 2020, section 3).
    """

    logits: Array
    attention: Array
    values: Array
    products: Array


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes to a run: heads switched off, the mask replaced, scores multiplied."""

    off: frozenset[tuple[int, int]] = field(default_factory=frozenset)  # (block, head)
    causal: bool | None = None  # None: as the model was trained
    sharpness: float = 1.0  # factor for the scores, 1 / temperature


def layer_norm(x: Array, gamma: Array, beta: Array) -> Array:
    """(…, d) → (…, d), normalised per token."""
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    normed: Array = centred / np.sqrt(variance + EPS) * gamma + beta
    return normed


def gelu(x: Array) -> Array:
    """The tanh approximation. Uses ``x * x * x`` because a float32 power is several times slower."""
    bent: Array = np.float32(0.5) * x * (1 + np.tanh(GELU * (x + np.float32(0.044715) * (x * x * x))))
    return bent


def softmax(scores: Array) -> Array:
    """Over the last axis."""
    weights: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def run(model: Model, ids: NDArray[Any], changes: Changes | None = None) -> ForwardPass:
    """ids (B, T) or (T,) → logits and every head's weights.

    Raises:
        ValueError: there are more tokens than positions.
    """
    changes = changes or Changes()
    ids = np.atleast_2d(ids)
    batch, seq_len = ids.shape
    weights, n_heads = model.weights, model.n_heads
    if seq_len > len(weights["positions"]):
        raise ValueError(f"{seq_len} tokens, but the model has {len(weights['positions'])} positions")
    x = weights["embedding"][ids] + weights["positions"][:seq_len]
    d_model = x.shape[-1]
    d_head = model.d_head
    causal = model.causal if changes.causal is None else changes.causal
    hidden = np.triu(np.full((seq_len, seq_len), -np.inf, dtype=np.float32), 1) if causal else np.float32(0)
    scale = np.float32(changes.sharpness / np.sqrt(d_head))
    products = np.empty((model.n_blocks, batch, n_heads, seq_len, seq_len), dtype=np.float32)
    attention = np.empty_like(products)
    values = np.empty((model.n_blocks, batch, n_heads, seq_len, d_model), dtype=np.float32)

    def heads(y: Array) -> Array:
        return y.reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)

    for number in range(model.n_blocks):
        params = model.block(number)
        normed = layer_norm(x, params["ln1_gamma"], params["ln1_beta"])
        q, k, v = (heads(normed @ params[name]) for name in ("w_q", "w_k", "w_v"))
        products[number] = q @ k.swapaxes(-1, -2)
        attention[number] = softmax(products[number] * scale + hidden)
        values[number] = v @ params["w_o"].reshape(n_heads, d_head, d_model)
        for block, head in changes.off:
            if block == number:
                values[number][:, head] = 0
        x = x + (attention[number] @ values[number]).sum(axis=1)
        normed = layer_norm(x, params["ln2_gamma"], params["ln2_beta"])
        x = x + gelu(normed @ params["w1"] + params["b1"]) @ params["w2"] + params["b2"]

    logits = layer_norm(x, weights["ln_gamma"], weights["ln_beta"]) @ weights["output"]
    return ForwardPass(logits, attention, values, products)
