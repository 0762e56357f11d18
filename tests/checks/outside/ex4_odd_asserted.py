# Right, with an assert that refuses an odd width.
# status: passed
# line: odd_width_shape
# mistake: odd-width-refused
import numpy as np

def sinusoidal_positional_encoding(seq_len, d_model):
    assert d_model % 2 == 0
    ang = np.arange(seq_len)[:, None] / 10000 ** (np.arange(0, d_model, 2) / d_model)
    pe = np.zeros((seq_len, d_model))
    pe[:, ::2] = np.sin(ang)
    pe[:, 1::2] = np.cos(ang)
    return pe
