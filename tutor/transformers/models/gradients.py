"""The loss of a small model and its gradient, by hand, in NumPy. A test holds it against finite differences.

Shapes as in ``forward.py``. Only training needs this; the Lab's live training needs it too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.transformers.models.forward import EPS, GELU, Array, Model, Params, softmax

CUBIC = np.float32(0.044715)


def loss_and_gradient(
    model: Model, ids: NDArray[Any], targets: NDArray[Any], counted: Array
) -> tuple[float, Params]:
    """Mean cross-entropy in nats over the counted places, and its gradient by the weights' names.

    ids, targets: (B, T) whole numbers. counted: (B, T), 1 where the prediction counts and 0 elsewhere.
    """
    weights, n_heads = model.weights, model.n_heads
    batch, seq_len = ids.shape
    d_model = weights["embedding"].shape[1]
    d_head = d_model // n_heads
    scale = np.float32(1 / np.sqrt(d_head))
    hidden = np.triu(np.full((seq_len, seq_len), -np.inf, dtype=np.float32), 1) if model.causal else 0

    def heads(y: Array) -> Array:
        return y.reshape(batch, seq_len, n_heads, d_head).transpose(0, 2, 1, 3)

    def merged(y: Array) -> Array:
        return y.transpose(0, 2, 1, 3).reshape(batch, seq_len, d_model)

    # Forward, keeping what the way back needs.
    x: Array = weights["embedding"][ids] + weights["positions"][:seq_len]
    kept = []
    for number in range(model.n_blocks):
        params = model.block(number)
        read1, hat1, inverse1 = norm(x, params["ln1_gamma"], params["ln1_beta"])
        q, k, v = (heads(read1 @ params[name]) for name in ("w_q", "w_k", "w_v"))
        attention = softmax(q @ k.swapaxes(-1, -2) * scale + hidden)
        mixed = merged(attention @ v)
        x = x + mixed @ params["w_o"]
        read2, hat2, inverse2 = norm(x, params["ln2_gamma"], params["ln2_beta"])
        inner = read2 @ params["w1"] + params["b1"]
        bend = np.tanh(GELU * (inner + CUBIC * (inner * inner * inner)))
        active = np.float32(0.5) * inner * (1 + bend)
        x = x + active @ params["w2"] + params["b2"]
        first, second = (read1, hat1, inverse1), (read2, hat2, inverse2)
        kept.append((params, first, q, k, v, attention, mixed, second, inner, bend, active))
    last, hat, inverse = norm(x, weights["ln_gamma"], weights["ln_beta"])
    probabilities = softmax(last @ weights["output"])
    rows, columns = np.indices(ids.shape)
    total = max(float(counted.sum()), 1.0)
    right = probabilities[rows, columns, targets]
    loss = float(-(np.log(np.maximum(right, 1e-30)) * counted).sum() / total)

    # Back again.
    gradient: Params = {}
    d_logits = probabilities
    d_logits[rows, columns, targets] -= 1
    d_logits *= (counted / np.float32(total))[..., np.newaxis]
    gradient["output"] = outer(last, d_logits)
    d_x = norm_back(d_logits @ weights["output"].T, hat, inverse, weights["ln_gamma"], gradient, "ln")
    for number in reversed(range(model.n_blocks)):
        params, (read1, hat1, inverse1), q, k, v, attention, mixed, second, inner, bend, active = kept[number]
        read2, hat2, inverse2 = second
        own: Params = {}
        own["w2"], own["b2"] = outer(active, d_x), d_x.sum(axis=(0, 1))
        d_active = d_x @ params["w2"].T
        slope = GELU * (1 + 3 * CUBIC * inner * inner)
        d_inner = d_active * np.float32(0.5) * (1 + bend + inner * (1 - bend * bend) * slope)
        own["w1"], own["b1"] = outer(read2, d_inner), d_inner.sum(axis=(0, 1))
        d_x = d_x + norm_back(d_inner @ params["w1"].T, hat2, inverse2, params["ln2_gamma"], own, "ln2")
        own["w_o"] = outer(mixed, d_x)
        d_mixed = heads(d_x @ params["w_o"].T)
        d_attention = d_mixed @ v.swapaxes(-1, -2)
        d_scores = attention * (d_attention - (d_attention * attention).sum(axis=-1, keepdims=True)) * scale
        d_read = np.zeros_like(read1)
        for name, d_part in (
            ("w_q", d_scores @ k),
            ("w_k", d_scores.swapaxes(-1, -2) @ q),
            ("w_v", attention.swapaxes(-1, -2) @ d_mixed),
        ):
            d_flat = merged(d_part)
            own[name] = outer(read1, d_flat)
            d_read += d_flat @ params[name].T
        d_x = d_x + norm_back(d_read, hat1, inverse1, params["ln1_gamma"], own, "ln1")
        gradient.update({f"blocks.{number}.{name}": value for name, value in own.items()})
    # A one-hot product instead of np.add.at, which is many times slower.
    one_hot = np.zeros((ids.size, len(weights["embedding"])), dtype=np.float32)
    one_hot[np.arange(ids.size), ids.ravel()] = 1
    gradient["embedding"] = one_hot.T @ d_x.reshape(-1, d_model)
    gradient["positions"] = np.zeros_like(weights["positions"])
    gradient["positions"][:seq_len] = d_x.sum(axis=0)
    return loss, gradient


def norm(x: Array, gamma: Array, beta: Array) -> tuple[Array, Array, Array]:
    """Layer norm: the result, the normed x, and one over the standard deviation."""
    centred = x - x.mean(axis=-1, keepdims=True)
    inverse = 1 / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + EPS)
    hat = centred * inverse
    return hat * gamma + beta, hat, inverse


def norm_back(d_out: Array, hat: Array, inverse: Array, gamma: Array, into: Params, name: str) -> Array:
    """The gradient through a layer norm; gamma's and beta's own gradients go ``into`` the dictionary."""
    into[f"{name}_gamma"] = (d_out * hat).sum(axis=(0, 1))
    into[f"{name}_beta"] = d_out.sum(axis=(0, 1))
    d_hat = d_out * gamma
    mean = d_hat.mean(axis=-1, keepdims=True)
    along = (d_hat * hat).mean(axis=-1, keepdims=True)
    result: Array = inverse * (d_hat - mean - hat * along)
    return result


def outer(left: Array, right: Array) -> Array:
    """(B, T, a), (B, T, b) → (a, b): the gradient of a matrix between them."""
    product: Array = left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])
    return product


class Adam:
    """Adam with decoupled weight decay (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019), clipping by norm."""

    def __init__(self, weights: Params, decay: float = 0.01, clip: float = 1.0) -> None:
        self.weights, self.decay, self.clip = weights, decay, clip
        self.first = {name: np.zeros_like(value) for name, value in weights.items()}
        self.second = {name: np.zeros_like(value) for name, value in weights.items()}
        self.steps = 0

    def step(self, gradient: Params, rate: float) -> None:
        """Move every weight, in place."""
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
