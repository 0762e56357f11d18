# Counts the columns from 1.
# status: failed
# line: position_zero
# mistake: columns-counted-from-one
import numpy as np

def sinusoidal_positional_encoding(seq_len, d_model):
    table = np.zeros((seq_len, d_model))
    for p in range(seq_len):
        for c in range(1, d_model + 1):
            w = 10000 ** (2 * (c // 2) / d_model)
            table[p, c - 1] = np.sin(p / w) if c % 2 == 0 else np.cos(p / w)
    return table
