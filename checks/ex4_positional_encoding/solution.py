"""Exercise 4 · Positional encoding.

Attention alone does not know the order of its tokens: if you shuffle the rows of x, the rows of the output are
shuffled and nothing else changes. So the model adds to each token a row that belongs to its position. Here you write
the table of the original Transformer: sines and cosines, slower from pair to pair (Vaswani et al. 2017, section 3.5).

Save the file, and tutor checks it.
"""

import numpy as np


def sinusoidal_positional_encoding(seq_len: int, d_model: int) -> np.ndarray:
    """The table of all positions: row ``pos`` is added to the token at position ``pos``.

    Columns come in pairs. Pair i is columns 2i and 2i + 1, and both have the same angle:

        encoding[pos, 2i]     = sin(pos / 10000^(2i / d_model))
        encoding[pos, 2i + 1] = cos(pos / 10000^(2i / d_model))

    Args:
        seq_len: the number of positions, 0 … seq_len - 1.
        d_model: the number of columns. Robust: an odd d_model ends with a sine without its cosine.

    Returns:
        encoding: (seq_len, d_model), float64.

    Example: sinusoidal_positional_encoding(2, 2) is [[0.0, 1.0], [0.8415, 0.5403]]: sin 0, cos 0, sin 1, cos 1.
    """
    # BEGIN SOLUTION
    positions = np.arange(seq_len)[:, np.newaxis]  # (seq_len, 1)
    even_columns = np.arange(0, d_model, 2)  # 0, 2, 4 …: the 2i of the formula, one per pair
    divisors = 10000.0 ** (even_columns / d_model)  # (n_pairs,)
    angles = positions / divisors  # (seq_len, 1) / (n_pairs,) → (seq_len, n_pairs)

    encoding = np.zeros((seq_len, d_model))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles[:, : d_model // 2])  # one cosine fewer when d_model is odd
    return encoding
    # END SOLUTION
