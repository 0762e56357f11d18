"""The memory of x read as complex numbers with .view, rotated in place on a copy."""

import numpy as np


def apply_rope(x, positions=None, base=10000.0):
    T, d = x.shape[-2], x.shape[-1]
    if d & 1:
        raise ValueError("odd width")
    if positions is None:
        positions = range(T)
    own = np.array(x, dtype=np.float64, order="C")
    points = own.view(np.complex128)
    speed = np.exp(-np.log(base) * np.arange(0, d, 2) / d)
    points *= np.exp(1j * np.multiply.outer(np.asarray(positions, dtype=float), speed))
    return points.view(np.float64).astype(x.dtype)
