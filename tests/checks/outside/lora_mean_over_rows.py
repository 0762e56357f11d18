# The gradients dA and dB are means over the rows of x instead of sums.
# status: failed
# line: gradient_of_b
# mistake: mean-over-rows

import numpy as np


def init_lora(d_out, d_in, r, rng):
    return rng.normal(scale=d_in**-0.5, size=(r, d_in)), np.zeros((d_out, r))


def lora_forward(x, W, A, B, alpha):
    return x @ W.T + alpha / A.shape[0] * (x @ A.T) @ B.T


def lora_backward(dy, x, W, A, B, alpha):
    scaling = alpha / A.shape[0]
    flat_x, flat_dy = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
    n = flat_x.shape[0]
    dB = scaling * flat_dy.T @ (flat_x @ A.T) / n
    dA = scaling * (flat_dy @ B).T @ flat_x / n
    dx = dy @ W + scaling * (dy @ B) @ A
    return dx, dA, dB


def merge_lora(W, A, B, alpha):
    return (W + alpha / A.shape[0] * B @ A).astype(W.dtype)


def trainable_parameters(shapes, r):
    return sum(r * (o + i) for o, i in shapes)
