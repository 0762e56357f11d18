"""One rank at a time: B A is a sum of outer products, and each of its terms is handled alone."""

import numpy as np


def init_lora(d_out, d_in, r, rng):
    A = np.empty((r, d_in))
    for i in range(r):
        A[i] = rng.normal(0.0, 1.0 / np.sqrt(d_in), d_in)
    B = np.zeros((d_out, r))
    return A, B


def lora_forward(x, W, A, B, alpha):
    rank = len(A)
    y = x @ W.T
    for a, b in zip(A, B.T, strict=True):
        part = (x @ a)[..., None]
        y = y + part * b * (alpha / rank)
    return y


def lora_backward(dy, x, W, A, B, alpha):
    rank = len(A)
    scale = alpha / rank
    axes = tuple(range(x.ndim - 1))
    dx = dy @ W
    dA = np.zeros(A.shape)
    dB = np.zeros(B.shape)
    for i in range(rank):
        a, b = A[i], B[:, i]
        h = x @ a
        dh = scale * (dy @ b)
        dB[:, i] = scale * (dy * h[..., None]).sum(axis=axes)
        dA[i] = (x * dh[..., None]).sum(axis=axes)
        dx = dx + dh[..., None] * a
    return dx, dA, dB


def merge_lora(W, A, B, alpha):
    new = W.copy().astype(float)
    for a, b in zip(A, B.T, strict=True):
        new += alpha / len(A) * np.outer(b, a)
    return new.astype(W.dtype)


def trainable_parameters(shapes, r):
    count = 0
    for shape in shapes:
        count += (shape[0] + shape[1]) * r
    return count
