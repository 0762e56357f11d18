"""Every product as an einsum with named axes; the sum over rows is written in the subscripts."""

import numpy as np


def init_lora(d_out, d_in, r, rng):
    A = rng.standard_normal((r, d_in)) / d_in**0.5
    B = np.zeros(shape=(d_out, r))
    return A, B


def lora_forward(x, W, A, B, alpha):
    r = A.shape[0]
    low = np.einsum("...i,ri->...r", x, A)
    return np.einsum("...i,oi->...o", x, W) + (alpha / r) * np.einsum("...r,or->...o", low, B)


def lora_backward(dy, x, W, A, B, alpha):
    s = alpha / A.shape[0]
    low = np.einsum("...i,ri->...r", x, A)
    dlow = s * np.einsum("...o,or->...r", dy, B)
    dx = np.einsum("...o,oi->...i", dy, W) + np.einsum("...r,ri->...i", dlow, A)
    x2, dy2 = x.reshape(-1, x.shape[-1]), dy.reshape(-1, dy.shape[-1])
    dA = np.einsum("nr,ni->ri", dlow.reshape(-1, len(A)), x2)
    dB = s * np.einsum("no,nr->or", dy2, low.reshape(-1, len(A)))
    return dx, dA, dB


def merge_lora(W, A, B, alpha):
    merged = W.astype(np.float64) + alpha / A.shape[0] * np.einsum("or,ri->oi", B, A)
    return merged.astype(W.dtype)


def trainable_parameters(shapes, r):
    return sum(r * d_in + d_out * r for d_out, d_in in shapes)
