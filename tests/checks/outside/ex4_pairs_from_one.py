# Counts the pairs of columns from 1.
# status: failed
# line: sine_column
# mistake: pairs-counted-from-one
import numpy as np


def sinusoidal_positional_encoding(seq_len, d_model):
    pair = np.arange(d_model) // 2 + 1
    turns = np.arange(seq_len)[:, None] / 10000.0 ** (2 * pair / d_model)
    return np.where(np.arange(d_model) % 2, np.cos(turns), np.sin(turns))
