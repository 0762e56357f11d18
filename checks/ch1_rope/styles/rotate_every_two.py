"""rotate_every_two, as in GPT-J: angles repeated in twos, neighbours swapped with a minus."""

import numpy as np


def rotate_every_two(x):
    x1 = x[..., ::2]
    x2 = x[..., 1::2]
    return np.stack((-x2, x1), axis=-1).reshape(x.shape)


def apply_rope(x, positions=None, base=10000.0):
    n, dim = x.shape[-2:]
    if dim % 2:
        raise ValueError("dim is odd")
    pos = np.arange(n) if positions is None else np.asarray(positions)
    inv_freq = 1.0 / (base ** (np.arange(0, dim, 2) / dim))
    sinusoid = pos[:, None] * inv_freq[None, :]
    sin = np.repeat(np.sin(sinusoid), 2, axis=-1)
    cos = np.repeat(np.cos(sinusoid), 2, axis=-1)
    return (x * cos + rotate_every_two(x) * sin).astype(x.dtype)
