"""np.outer for the angles, np.where to choose sine or cosine by the column's parity."""

import numpy as np


def sinusoidal_positional_encoding(seq_len, d_model):
    cols = np.arange(d_model)
    pair = cols // 2
    freq = 10000.0 ** (-2.0 * pair / d_model)
    phi = np.outer(np.arange(seq_len), freq)
    return np.where(cols % 2 == 0, np.sin(phi), np.cos(phi))
