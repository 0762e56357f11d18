"""As in a library of models: one list comprehension over positions and columns, then sine and cosine by strides."""

import numpy as np


def sinusoidal_positional_encoding(seq_len, d_model):
    position_enc = np.array(
        [[pos / np.power(10000, 2 * (j // 2) / d_model) for j in range(d_model)] for pos in range(seq_len)]
    )
    out = np.empty_like(position_enc)
    out[:, 0::2] = np.sin(position_enc[:, 0::2])
    out[:, 1::2] = np.cos(position_enc[:, 1::2])
    return out
