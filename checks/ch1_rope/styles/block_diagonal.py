"""The paper's big matrix: one d × d rotation per position, zeros beside its 2 × 2 blocks."""

import numpy as np


def big_rotation(p, d, base):
    R = np.zeros((d, d))
    for i in range(d // 2):
        angle = p / base ** (2 * i / d)
        a, b = 2 * i, 2 * i + 1
        R[a, a] = np.cos(angle)
        R[a, b] = -np.sin(angle)
        R[b, a] = np.sin(angle)
        R[b, b] = np.cos(angle)
    return R


def apply_rope(x, positions=None, base=10000.0):
    length, d = x.shape[-2:]
    if d % 2:
        raise ValueError("RoPE needs pairs of columns")
    if positions is None:
        positions = np.arange(length)
    rows = [x[..., t, :] @ big_rotation(p, d, base).T for t, p in enumerate(positions)]
    return np.stack(rows, axis=-2).astype(x.dtype)
