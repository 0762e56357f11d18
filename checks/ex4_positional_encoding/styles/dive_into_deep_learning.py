"""As in Dive into Deep Learning: a table P with a leading axis, X = positions / power(10000, arange / num_hiddens)."""

import numpy as np


class PositionalEncoding:
    def __init__(self, num_hiddens, max_len):
        self.P = np.zeros((1, max_len, num_hiddens))
        X = np.arange(max_len, dtype=np.float64).reshape(-1, 1) / np.power(
            10000, np.arange(0, num_hiddens, 2, dtype=np.float64) / num_hiddens
        )
        self.P[:, :, 0::2] = np.sin(X)
        self.P[:, :, 1::2] = np.cos(X)[:, : num_hiddens // 2]


def sinusoidal_positional_encoding(seq_len, d_model):
    return PositionalEncoding(d_model, seq_len).P[0]
