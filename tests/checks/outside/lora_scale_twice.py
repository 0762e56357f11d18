# The gradient of A has the factor alpha / r twice, because dh and dA both multiply by it.
# status: failed
# line: gradient_of_a
# mistake: scaled-twice

import numpy as np


def init_lora(d_out, d_in, r, rng):
    A = rng.normal(0, 1 / np.sqrt(d_in), (r, d_in))
    B = np.zeros((d_out, r))
    return A, B


def lora_forward(x, W, A, B, alpha):
    r = B.shape[1]
    h = x @ A.T
    return x @ W.T + (h @ B.T) * (alpha / r)


def lora_backward(dy, x, W, A, B, alpha):
    r = B.shape[1]
    scale = alpha / r
    d_in, d_out = x.shape[-1], dy.shape[-1]
    h = x @ A.T
    dh = dy @ B * scale
    dB = scale * (dy.reshape(-1, d_out).T @ h.reshape(-1, r))
    dA = scale * (dh.reshape(-1, r).T @ x.reshape(-1, d_in))
    dx = dy @ W + dh @ A
    return dx, dA, dB


def merge_lora(W, A, B, alpha):
    r = B.shape[1]
    return W + (alpha / r) * (B @ A)


def trainable_parameters(shapes, r):
    return sum(o * r + r * i for o, i in shapes)
