"""A 2 × 2 rotation matrix for every position and pair, multiplied in with einsum."""

import numpy as np


def rotation_matrices(angles):
    c, s = np.cos(angles), np.sin(angles)
    first_row = np.stack([c, -s], axis=-1)
    second_row = np.stack([s, c], axis=-1)
    return np.stack([first_row, second_row], axis=-2)


def apply_rope(x: np.ndarray, positions: np.ndarray | None = None, base: float = 10000.0) -> np.ndarray:
    d = x.shape[-1]
    if d % 2:
        raise ValueError("the last axis must be even")
    if positions is None:
        positions = np.arange(x.shape[-2])
    pairs = x.reshape(*x.shape[:-1], d // 2, 2)
    exponent = np.arange(d // 2) / (d / 2)
    angles = np.asarray(positions)[:, None] / np.power(base, exponent)
    R = rotation_matrices(angles)
    turned = np.einsum("tiab,...tib->...tia", R, pairs)
    return turned.reshape(x.shape).astype(x.dtype)
