"""Through the full update: W' = W + scale * B A, and the gradient of W' projected onto A and B. Right, but as large as W."""

import numpy as np


def scale_of(A, alpha):
    rank, _ = A.shape
    return alpha / rank


def init_lora(d_out, d_in, r, rng):
    down = rng.normal(loc=0.0, scale=1.0, size=(r, d_in))
    down *= np.sqrt(1.0 / d_in)
    up = np.zeros(shape=(d_out, r))
    return down, up


def merge_lora(W, A, B, alpha):
    update = scale_of(A, alpha) * B.dot(A)
    return np.add(W, update).astype(W.dtype)


def lora_forward(x, W, A, B, alpha):
    W_eff = W + scale_of(A, alpha) * B.dot(A)
    return x.dot(W_eff.T)


def lora_backward(dy, x, W, A, B, alpha):
    s = scale_of(A, alpha)
    W_eff = W + s * B.dot(A)
    dx = dy.dot(W_eff)
    dy2, x2 = dy.reshape(-1, len(W)), x.reshape(-1, W.shape[1])
    dW = dy2.T.dot(x2)
    dA = s * B.T.dot(dW)
    dB = s * dW.dot(A.T)
    return dx, dA, dB


def trainable_parameters(shapes, r):
    per_matrix = [(d_out + d_in) * r for (d_out, d_in) in shapes]
    return sum(per_matrix)
