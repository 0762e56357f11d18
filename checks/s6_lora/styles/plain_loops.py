"""By somebody who wants to see every multiplication: loops over rows, outputs and the rank."""

import numpy as np


def init_lora(d_out, d_in, r, rng):
    A = np.empty((r, d_in))
    for k in range(r):
        for i in range(d_in):
            A[k, i] = rng.normal(0.0, d_in**-0.5)
    B = np.zeros((d_out, r))
    return A, B


def lora_forward(x, W, A, B, alpha):
    r = len(A)
    s = alpha / r
    y = np.zeros((*x.shape[:-1], len(W)))
    for at in np.ndindex(*x.shape[:-1]):
        for o in range(len(W)):
            total = 0.0
            for i in range(len(x[at])):
                total += W[o, i] * x[at][i]
            for k in range(r):
                total += s * B[o, k] * np.dot(A[k], x[at])
            y[at][o] = total
    return y


def lora_backward(dy, x, W, A, B, alpha):
    r = len(A)
    s = alpha / r
    dx = np.zeros(x.shape)
    dA = np.zeros(A.shape)
    dB = np.zeros(B.shape)
    for at in np.ndindex(*x.shape[:-1]):
        for o in range(len(W)):
            g = dy[at][o]
            dx[at] += g * W[o]
            for k in range(r):
                dx[at] += s * g * B[o, k] * A[k]
                dA[k] += s * g * B[o, k] * x[at]
                dB[o, k] += s * g * np.dot(A[k], x[at])
    return dx, dA, dB


def merge_lora(W, A, B, alpha):
    r = len(A)
    s = alpha / r
    merged = W.copy()
    for o in range(W.shape[0]):
        for i in range(W.shape[1]):
            for k in range(r):
                merged[o, i] += s * B[o, k] * A[k, i]
    return merged


def trainable_parameters(shapes, r):
    count = 0
    for d_out, d_in in shapes:
        for _ in range(r):
            count += d_out + d_in
    return count
