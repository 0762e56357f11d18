"""As in annotated implementations: two_i, div_term with log(1e4), the position index with a trailing axis."""

import math

import numpy as np


def get_positional_encoding(d_model, max_len):
    encodings = np.zeros((max_len, d_model))
    position = np.arange(0, max_len)[:, None].astype(float)
    two_i = np.arange(0, d_model, 2).astype(float)
    div_term = np.exp(two_i * -(math.log(10000.0) / d_model))
    encodings[:, 0::2] = np.sin(position * div_term)
    encodings[:, 1::2] = np.cos(position * div_term[: encodings[:, 1::2].shape[1]])
    return encodings


def sinusoidal_positional_encoding(seq_len, d_model):
    return get_positional_encoding(d_model, seq_len)
