"""The formula as it is printed: R_{Θ,m} x with the vectors x ⊗ cos + x' ⊗ sin, one row at a time."""

import numpy as np


def apply_rope(x, positions=None, base=10000.0):
    d = x.shape[-1]
    if d % 2 != 0:
        raise ValueError("d must be even")
    Theta = [base ** (-2 * (i - 1) / d) for i in range(1, d // 2 + 1)]
    result = np.array(x, dtype=float)
    for row in range(x.shape[-2]):
        m = row if positions is None else float(positions[row])
        cosines = np.array([np.cos(m * theta) for theta in Theta for _ in (0, 1)])
        sines = np.array([np.sin(m * theta) for theta in Theta for _ in (0, 1)])
        turned = np.empty((*x.shape[:-2], d))
        turned[..., 0::2] = -x[..., row, 1::2]
        turned[..., 1::2] = x[..., row, 0::2]
        result[..., row, :] = x[..., row, :] * cosines + turned * sines
    return result.astype(x.dtype)
