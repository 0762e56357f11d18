"""With stacked matrix products and sums over the batch, as people write who think in batches of sequences."""

import numpy as np


def init_lora(d_out, d_in, r, rng):
    std = 1 / np.sqrt(d_in)
    A = std * rng.normal(size=(r, d_in))
    B = np.zeros_like(np.empty((d_out, r)))
    return (A, B)


def _scale(A, alpha):
    return np.true_divide(alpha, A.shape[0])


def lora_forward(x, W, A, B, alpha):
    base = np.matmul(x, W.swapaxes(-1, -2))
    down = np.matmul(x, A.swapaxes(-1, -2))
    up = np.matmul(down, B.swapaxes(-1, -2))
    return base + _scale(A, alpha) * up


def _sum_batch(g, target):
    while g.ndim > target.ndim:
        g = g.sum(axis=0)
    return g


def lora_backward(dy, x, W, A, B, alpha):
    down = np.matmul(x, A.swapaxes(-1, -2))
    d_up = _scale(A, alpha) * dy
    d_down = np.matmul(d_up, B)
    dB = np.matmul(d_up.swapaxes(-1, -2), down)
    dA = np.matmul(d_down.swapaxes(-1, -2), x)
    dx = np.matmul(dy, W) + np.matmul(d_down, A)
    return [dx, _sum_batch(dA, A), _sum_batch(dB, B)]


def merge_lora(W, A, B, alpha):
    delta = _scale(A, alpha) * np.matmul(B, A)
    return np.add(W, delta, dtype=np.result_type(W, delta)).astype(W.dtype)


def trainable_parameters(shapes, r):
    n_A = sum(r * d_in for _, d_in in shapes)
    n_B = sum(d_out * r for d_out, _ in shapes)
    return n_A + n_B
