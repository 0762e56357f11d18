"""A helper returns the angle of every column; sine and cosine then overwrite it in place."""

import numpy as np


def get_angles(pos, i, depth):
    angle_rates = 1 / np.power(10000, (2 * (i // 2)) / depth)
    return pos * angle_rates


def sinusoidal_positional_encoding(seq_len, d_model):
    angle_rads = get_angles(np.arange(seq_len)[:, np.newaxis], np.arange(d_model)[np.newaxis, :], d_model)

    # sin on even columns
    angle_rads[:, 0::2] = np.sin(angle_rads[:, 0::2])

    # cos on odd columns
    angle_rads[:, 1::2] = np.cos(angle_rads[:, 1::2])

    return angle_rads
