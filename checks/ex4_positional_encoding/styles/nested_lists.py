"""Plain Python lists: a function for one number, two comprehensions around it."""

from math import cos, sin

import numpy as np

BASE = 10000


def value(pos, col, width):
    wavelength = BASE ** (2 * (col // 2) / width)
    angle = pos / wavelength
    if col % 2 == 0:
        return sin(angle)
    return cos(angle)


def sinusoidal_positional_encoding(seq_len, d_model):
    rows = [[value(p, c, d_model) for c in range(d_model)] for p in range(seq_len)]
    return np.array(rows, dtype=float).reshape(seq_len, d_model)
