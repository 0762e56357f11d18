"""A small class holds the frequencies, calling it rotates; pairs are split with np.moveaxis."""

import numpy as np


class Rotary:
    def __init__(self, dim, base):
        if dim % 2:
            raise ValueError(f"{dim} columns cannot be paired")
        self.freqs = np.exp(np.arange(0, dim, 2) * (-np.log(base) / dim))

    def table(self, positions):
        angles = np.asarray(positions, dtype=np.float64).reshape(-1, 1) * self.freqs
        return np.cos(angles), np.sin(angles)

    def __call__(self, x, positions):
        cos, sin = self.table(positions)
        a, b = np.moveaxis(x.reshape(*x.shape[:-1], -1, 2), -1, 0)
        new_a = a * cos - b * sin
        new_b = b * cos + a * sin
        return np.stack([new_a, new_b], axis=-1).reshape(x.shape)


def apply_rope(x: np.ndarray, positions: np.ndarray | None = None, base: float = 10000.0) -> np.ndarray:
    if positions is None:
        positions = np.arange(x.shape[-2])
    return Rotary(x.shape[-1], base)(x, positions).astype(x.dtype)
