"""The formula as it is printed: PE(pos, 2i) and PE(pos, 2i + 1), an integer i for each pair, dictionaries of columns."""

import math

import numpy as np


def sinusoidal_positional_encoding(seq_len, d_model):
    PE = {}
    for i in range((d_model + 1) // 2):
        omega_i = 1 / 10000 ** (2 * i / d_model)
        PE[2 * i] = [math.sin(omega_i * pos) for pos in range(seq_len)]
        PE[2 * i + 1] = [math.cos(omega_i * pos) for pos in range(seq_len)]
    return np.array([PE[j] for j in range(d_model)]).T
