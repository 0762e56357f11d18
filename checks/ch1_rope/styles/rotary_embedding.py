"""As in small rotary packages: freqs repeated n r -> n (d r), rotate_half on pairs with an axis of two."""

import numpy as np


def rotate_half(x):
    x = x.reshape(*x.shape[:-1], x.shape[-1] // 2, 2)
    x1, x2 = x[..., 0], x[..., 1]
    x = np.stack((-x2, x1), axis=-1)
    return x.reshape(*x.shape[:-2], -1)


def apply_rope(x, positions=None, base=10000.0):
    dim = x.shape[-1]
    if dim % 2 != 0:
        raise ValueError("feature dimension must be even")
    t = np.arange(x.shape[-2]) if positions is None else np.asarray(positions)
    freqs = 1.0 / (base ** (np.arange(0, dim, 2)[: (dim // 2)] / dim))
    freqs = t[..., None] * freqs
    freqs = np.repeat(freqs, 2, axis=-1)
    return (x * np.cos(freqs)) + (rotate_half(x) * np.sin(freqs))
