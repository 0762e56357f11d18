"""As in Flax's examples: pe by min_scale and max_scale, scale_factor from logarithms, a loop-free table in float64."""

import numpy as np


def sinusoidal_init(max_len, d_feature, min_scale=1.0, max_scale=10000.0):
    pe = np.zeros((max_len, d_feature), dtype=np.float64)
    position = np.arange(0, max_len)[:, np.newaxis]
    scale_factor = -np.log(max_scale / min_scale) / d_feature
    div_term = min_scale * np.exp(np.arange(0, d_feature, 2) * scale_factor)
    pe[:, 0:d_feature:2] = np.sin(position * div_term)
    pe[:, 1:d_feature:2] = np.cos(position * div_term[: d_feature // 2])
    return pe


def sinusoidal_positional_encoding(seq_len, d_model):
    return sinusoidal_init(seq_len, d_model)
