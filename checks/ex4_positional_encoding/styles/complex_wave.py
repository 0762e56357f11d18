"""One complex exponential; its imaginary part is the sine, its real part the cosine."""

import numpy as np


def sinusoidal_positional_encoding(seq_len: int, d_model: int) -> np.ndarray:
    n_pairs = (d_model + 1) // 2
    omega = 10000.0 ** (-2 * np.arange(n_pairs) / d_model)
    z = np.exp(1j * np.arange(seq_len)[:, None] * omega)
    both = np.stack([z.imag, z.real], axis=-1)  # (seq_len, n_pairs, 2)
    flat = both.reshape(seq_len, 2 * n_pairs)
    return flat[:, :d_model]
