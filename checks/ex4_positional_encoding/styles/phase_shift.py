"""A single sine for the whole table: the cosine is a sine shifted by a quarter turn."""

import numpy as np


def sinusoidal_positional_encoding(seq_len: int, d_model: int) -> np.ndarray:
    column = np.arange(d_model)
    even = column - column % 2
    phase = (column % 2) * np.pi / 2
    speed = np.power(10000.0, -even / d_model)
    t = np.arange(seq_len, dtype=np.float64)
    theta = np.einsum("p,c->pc", t, speed)
    return np.sin(theta + phase)
