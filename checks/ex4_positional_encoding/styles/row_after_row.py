"""Each row is the previous one with every pair rotated by one step (angle addition)."""

import numpy as np


def sinusoidal_positional_encoding(seq_len, d_model):
    pairs = -(-d_model // 2)
    step = 1 / 10000.0 ** (np.arange(pairs) * 2 / d_model)
    step_s, step_c = np.sin(step), np.cos(step)
    s, c = np.zeros(pairs), np.ones(pairs)
    rows = []
    for _ in range(seq_len):
        row = np.empty(2 * pairs)
        row[0::2] = s
        row[1::2] = c
        rows.append(row[:d_model])
        s, c = s * step_c + c * step_s, c * step_c - s * step_s
    if not rows:
        return np.zeros((0, d_model))
    return np.stack(rows)
