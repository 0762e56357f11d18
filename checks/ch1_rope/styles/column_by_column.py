"""One pair of columns at a time for all rows; new columns are collected in a list and stacked."""

import numpy as np


def turn(u, v, angle):
    return u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)


def apply_rope(x, positions=None, base=10000.0):
    d = x.shape[-1]
    if d % 2:
        raise ValueError
    where = np.arange(x.shape[-2]) if positions is None else np.asarray(positions)
    columns = []
    for col in range(0, d, 2):
        frequency = base ** (-col / d)
        columns.extend(turn(x[..., col], x[..., col + 1], where * frequency))
    return np.stack(columns, axis=-1).astype(x.dtype)
