"""As in the Annotated Transformer: a buffer pe with a leading axis, cut to the length of the sequence."""

import math

import numpy as np


class PositionalEncoding:
    def __init__(self, d_model, max_len=5000):
        pe = np.zeros((max_len, d_model))
        position = np.expand_dims(np.arange(0, max_len), 1)
        div_term = np.exp(np.arange(0, d_model, 2) * -(math.log(10000.0) / d_model))
        pe[:, 0::2] = np.sin(position * div_term)
        pe[:, 1::2] = np.cos(position * div_term)[:, : pe[:, 1::2].shape[1]]
        self.pe = pe[None]

    def cut(self, length):
        return self.pe[:, :length]


def sinusoidal_positional_encoding(seq_len, d_model):
    return PositionalEncoding(d_model, max(seq_len, 64)).cut(seq_len)[0]
