"""As in the RoFormer code: a sinusoidal table, its halves repeated two by two, x2 stacked from -odd and even."""

import numpy as np


def sinusoidal(positions, d, base):
    inv = base ** (-2.0 * np.arange(d // 2) / d)
    return np.concatenate([np.sin(np.outer(positions, inv)), np.cos(np.outer(positions, inv))], axis=-1)


def apply_rope(x, positions=None, base=10000.0):
    d = x.shape[-1]
    if d % 2 == 1:
        raise ValueError("odd width")
    if positions is None:
        positions = np.arange(x.shape[-2])
    sinusoidal_pos = sinusoidal(positions, d, base)
    sin, cos = np.split(sinusoidal_pos, 2, axis=-1)
    sin_pos = np.repeat(sin, 2, axis=-1)
    cos_pos = np.repeat(cos, 2, axis=-1)
    x2 = np.stack([-x[..., 1::2], x[..., ::2]], axis=-1).reshape(x.shape)
    return x * cos_pos + x2 * sin_pos
