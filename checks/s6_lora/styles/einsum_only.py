"""Every product as an einsum with named axes: batch n, output o, input i, rank r."""

import numpy as np


def init_lora(d_out, d_in, r, rng):
    sigma = d_in**-0.5
    return rng.normal(0, sigma, (r, d_in)), np.zeros((d_out, r))


def lora_forward(x, W, A, B, alpha):
    gamma = alpha / A.shape[0]
    frozen = np.einsum("...i,oi->...o", x, W)
    low = np.einsum("...i,ri->...r", x, A)
    return frozen + gamma * np.einsum("...r,or->...o", low, B)


def lora_backward(dy, x, W, A, B, alpha):
    gamma = alpha / A.shape[0]
    g = dy.reshape(-1, W.shape[0])
    z = x.reshape(-1, W.shape[1])
    low = np.einsum("ni,ri->nr", z, A)
    dlow = gamma * np.einsum("no,or->nr", g, B)
    dx = np.einsum("no,oi->ni", g, W) + np.einsum("nr,ri->ni", dlow, A)
    dA = np.einsum("nr,ni->ri", dlow, z)
    dB = gamma * np.einsum("no,nr->or", g, low)
    return dx.reshape(x.shape), dA, dB


def merge_lora(W, A, B, alpha):
    gamma = alpha / A.shape[0]
    return (W + gamma * np.einsum("or,ri->oi", B, A)).astype(W.dtype)


def trainable_parameters(shapes, r):
    table = np.array(shapes, dtype=object)
    return int(r * table.sum())
