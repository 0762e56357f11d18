"""As the formula is printed: inputs are columns, so rows are transposed on the way in and out."""

import numpy as np


def to_columns(rows):
    return rows.reshape(-1, rows.shape[-1]).T


def to_rows(columns, like):
    return columns.T.reshape(*like.shape[:-1], columns.shape[0])


def init_lora(d_out, d_in, r, rng):
    A = rng.standard_normal(size=(r, d_in))
    A = A / d_in**0.5
    B = np.full((d_out, r), 0.0)
    return A, B


def lora_forward(x, W, A, B, alpha):
    r = A.shape[0]
    X = to_columns(x)
    H = A @ X
    Y = W @ X + (alpha / r) * (B @ H)
    return to_rows(Y, x)


def lora_backward(dy, x, W, A, B, alpha):
    r = A.shape[0]
    X, G = to_columns(x), to_columns(dy)
    S = (alpha / r) * G
    BtS = B.T @ S
    dX = W.T @ G + A.T @ BtS
    dA = BtS @ X.T
    dB = S @ (A @ X).T
    return to_rows(dX, x), dA, dB


def merge_lora(W, A, B, alpha):
    r = A.shape[0]
    dW = (alpha / r) * (B @ A)
    return (W + dW).astype(W.dtype)


def trainable_parameters(shapes, r):
    outs = [shape[0] for shape in shapes]
    ins = [shape[1] for shape in shapes]
    return r * (sum(outs) + sum(ins))
