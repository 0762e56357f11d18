"""The loss of a small model and its hand-written gradient, in NumPy. A test compares it with finite differences.

Shapes as in ``forward.py``. A block without ``w1`` has attention only: the Lab trains such a model live, and
``tools/models`` trains the ones that are shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import EPS, GELU, Array, Model, Params, softmax

CUBIC = np.float32(0.044715)


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer norm's output, the normalised input, and 1 / standard deviation."""

    out: Array
    hat: Array
    inverse: Array


@dataclass(frozen=True, slots=True)
class FeedForward:
    """Intermediate results of a feed-forward layer for the backward pass."""

    norm: Norm
    inner: Array
    bend: Array
    active: Array


@dataclass(frozen=True, slots=True)
class Block:
    """Intermediate results of a block for the backward pass: q, k, v (B, H, T, d_head), ``attention`` (B, H, T, T)."""

    params: Params
    norm: Norm
    q: Array
    k: Array
    v: Array
    attention: Array
    mixed: Array
    feed_forward: FeedForward | None


def forward(model: Model, ids: NDArray[Any]) -> tuple[Array, list[Block], Norm]:
    """ids (B, T) → logits (B, T, V), every block's intermediate results, and the last norm."""
    weights = model.weights
    seq_len = ids.shape[1]
    scale = np.float32(1 / np.sqrt(model.d_head))
    hidden = np.triu(np.full((seq_len, seq_len), -np.inf, dtype=np.float32), 1) if model.causal else 0
    x: Array = weights["embedding"][ids] + weights["positions"][:seq_len]
    blocks = []
    for number in range(model.n_blocks):
        params = model.block(number)
        first = norm(x, params["ln1_gamma"], params["ln1_beta"])
        q, k, v = (_split(first.out @ params[name], model.n_heads) for name in ("w_q", "w_k", "w_v"))
        attention = softmax(q @ k.swapaxes(-1, -2) * scale + hidden)
        mixed = _merged(attention @ v)
        x = x + mixed @ params["w_o"]
        feed_forward = None
        if "w1" in params:
            second = norm(x, params["ln2_gamma"], params["ln2_beta"])
            inner = second.out @ params["w1"] + params["b1"]
            bend = np.tanh(GELU * (inner + CUBIC * (inner * inner * inner)))
            active = np.float32(0.5) * inner * (1 + bend)
            x = x + active @ params["w2"] + params["b2"]
            feed_forward = FeedForward(second, inner, bend, active)
        blocks.append(Block(params, first, q, k, v, attention, mixed, feed_forward))
    last = norm(x, weights["ln_gamma"], weights["ln_beta"])
    return last.out @ weights["output"], blocks, last


def loss_and_gradient(
    model: Model, ids: NDArray[Any], targets: NDArray[Any], counted: Array
) -> tuple[float, Params]:
    """Mean cross-entropy in nats over the counted positions, and its gradient by weight name.

    ids, targets: (B, T) integers. counted: (B, T), 1 where the prediction counts and 0 elsewhere.
    """
    logits, blocks, last = forward(model, ids)
    probabilities = softmax(logits)
    rows, columns = np.indices(ids.shape)
    total = max(float(counted.sum()), 1.0)
    right = probabilities[rows, columns, targets]
    loss = float(-(np.log(np.maximum(right, 1e-30)) * counted).sum() / total)

    d_logits = probabilities
    d_logits[rows, columns, targets] -= 1
    d_logits *= (counted / np.float32(total))[..., np.newaxis]
    return loss, gradient_from(model, ids, (blocks, last), d_logits)


def gradient_from(
    model: Model, ids: NDArray[Any], kept: tuple[list[Block], Norm], d_logits: NDArray[Any]
) -> Params:
    """The gradient of any loss by weight name, from its gradient with respect to the logits, (B, T, V).

    ids: (B, T). kept: the blocks' intermediate results and the last norm, from ``forward``.
    """
    weights, (blocks, last) = model.weights, kept
    gradient: Params = {}
    gradient["output"] = outer(last.out, d_logits)
    d_x = norm_back(d_logits @ weights["output"].T, last, weights["ln_gamma"], gradient, "ln")
    for number in reversed(range(model.n_blocks)):
        own: Params = {}
        d_x = d_x + _feed_forward_back(d_x, blocks[number], own)
        d_x = d_x + _attention_back(d_x, blocks[number], own)
        gradient.update({f"blocks.{number}.{name}": value for name, value in own.items()})
    # A one-hot product, because np.add.at is many times slower.
    one_hot = np.zeros((ids.size, len(weights["embedding"])), dtype=d_x.dtype)
    one_hot[np.arange(ids.size), ids.ravel()] = 1
    gradient["embedding"] = one_hot.T @ d_x.reshape(-1, d_x.shape[-1])
    gradient["positions"] = np.zeros_like(weights["positions"])
    gradient["positions"][: ids.shape[1]] = d_x.sum(axis=0)
    return gradient


def _feed_forward_back(d_x: Array, block: Block, into: Params) -> Array | float:
    """The gradient through the feed-forward layer and its norm, without the residual path's own; 0
    without such a layer."""
    layer, params = block.feed_forward, block.params
    if layer is None:
        return 0.0
    into["w2"], into["b2"] = outer(layer.active, d_x), d_x.sum(axis=(0, 1))
    d_active = d_x @ params["w2"].T
    slope = GELU * (1 + 3 * CUBIC * layer.inner * layer.inner)
    d_inner = (
        d_active * np.float32(0.5) * (1 + layer.bend + layer.inner * (1 - layer.bend * layer.bend) * slope)
    )
    into["w1"], into["b1"] = outer(layer.norm.out, d_inner), d_inner.sum(axis=(0, 1))
    return norm_back(d_inner @ params["w1"].T, layer.norm, params["ln2_gamma"], into, "ln2")


def _attention_back(d_x: Array, block: Block, into: Params) -> Array:
    """The gradient through the attention layer and its norm, without the residual path's own."""
    params, attention = block.params, block.attention
    scale = np.float32(1 / np.sqrt(block.q.shape[-1]))
    into["w_o"] = outer(block.mixed, d_x)
    d_mixed = _split(d_x @ params["w_o"].T, block.q.shape[1])
    d_attention = d_mixed @ block.v.swapaxes(-1, -2)
    d_scores = attention * (d_attention - (d_attention * attention).sum(axis=-1, keepdims=True)) * scale
    d_read = np.zeros_like(block.norm.out)
    for name, d_part in (
        ("w_q", d_scores @ block.k),
        ("w_k", d_scores.swapaxes(-1, -2) @ block.q),
        ("w_v", attention.swapaxes(-1, -2) @ d_mixed),
    ):
        d_flat = _merged(d_part)
        into[name] = outer(block.norm.out, d_flat)
        d_read += d_flat @ params[name].T
    return norm_back(d_read, block.norm, params["ln1_gamma"], into, "ln1")


def _split(x: Array, n_heads: int) -> Array:
    """(B, T, d) → (B, H, T, d_head)."""
    batch, seq_len, width = x.shape
    return x.reshape(batch, seq_len, n_heads, width // n_heads).transpose(0, 2, 1, 3)


def _merged(x: Array) -> Array:
    """(B, H, T, d_head) → (B, T, d)."""
    batch, n_heads, seq_len, d_head = x.shape
    return x.transpose(0, 2, 1, 3).reshape(batch, seq_len, n_heads * d_head)


def norm(x: Array, gamma: Array, beta: Array) -> Norm:
    """Layer norm per token."""
    centred = x - x.mean(axis=-1, keepdims=True)
    inverse = 1 / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + EPS)
    hat = centred * inverse
    return Norm(hat * gamma + beta, hat, inverse)


def norm_back(d_out: Array, kept: Norm, gamma: Array, into: Params, name: str) -> Array:
    """The gradient through a layer norm. Stores the gradients of gamma and beta in ``into``."""
    into[f"{name}_gamma"] = (d_out * kept.hat).sum(axis=(0, 1))
    into[f"{name}_beta"] = d_out.sum(axis=(0, 1))
    d_hat = d_out * gamma
    mean = d_hat.mean(axis=-1, keepdims=True)
    along = (d_hat * kept.hat).mean(axis=-1, keepdims=True)
    result: Array = kept.inverse * (d_hat - mean - kept.hat * along)
    return result


def outer(left: Array, right: Array) -> Array:
    """(B, T, a), (B, T, b) → (a, b): the gradient of a matrix that maps a to b."""
    product: Array = left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])
    return product


class Adam:
    """Adam with decoupled weight decay (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019) and
    clipping by norm."""

    def __init__(self, weights: Params, decay: float = 0.01, clip: float = 1.0) -> None:
        self.weights, self.decay, self.clip = weights, decay, clip
        self.first = {name: np.zeros_like(value) for name, value in weights.items()}
        self.second = {name: np.zeros_like(value) for name, value in weights.items()}
        self.steps = 0

    def step(self, gradient: Params, rate: float) -> None:
        """Update every weight in place."""
        self.steps += 1
        length = float(np.sqrt(sum(float((value * value).sum()) for value in gradient.values())))
        factor = np.float32(min(1.0, self.clip / (length + 1e-12)))
        for name, value in self.weights.items():
            slope = gradient[name] * factor
            first, second = self.first[name], self.second[name]
            first += np.float32(0.1) * (slope - first)
            second += np.float32(0.02) * (slope * slope - second)
            step = (first / (1 - 0.9**self.steps)) / (np.sqrt(second / (1 - 0.98**self.steps)) + 1e-8)
            if value.ndim > 1:
                step = step + self.decay * value
            np.subtract(value, np.float32(rate) * step, out=value)
