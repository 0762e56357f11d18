"""Wavelengths from np.logspace, sines and cosines put side by side by concatenating pairs."""

import numpy as np


def wavelengths(d_model):
    count = (d_model + 1) // 2
    return np.logspace(0, 8 * count / d_model, count, endpoint=False)


def sinusoidal_positional_encoding(seq_len, d_model):
    pos = np.arange(seq_len).reshape(seq_len, 1)
    columns = []
    for length in wavelengths(d_model):
        turn = pos / length
        columns.append(np.sin(turn))
        columns.append(np.cos(turn))
    return np.concatenate(columns, axis=1)[:, :d_model]
