"""As in exercises on interpretability: an outer product, an interleaved stack, reshaped to the width."""

import numpy as np


def sinusoidal_positional_encoding(seq_len, d_model):
    freqs = 1 / 10000 ** (np.arange(0, d_model, 2) / d_model)
    angles = np.einsum("p,f->pf", np.arange(seq_len), freqs)
    pairs = np.stack([np.sin(angles), np.cos(angles)], axis=-1)
    return pairs.reshape(seq_len, -1)[:, :d_model]
