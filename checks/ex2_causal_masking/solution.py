"""Exercise 2 · Causal masking.

A language model learns to say the next token. If a position could look at the tokens after it, there would be
nothing to learn: the answer would stand right there. So position i may look at positions 0 … i, itself included,
and at none after it. This one triangle is the difference between BERT and GPT.

The mask is a table of True and False; attention is the one of exercise 1. You may copy what you wrote there into this
file, or write it again: this file stands on its own.

Save the file, and it is checked at once.
"""

import numpy as np


def causal_mask(n: int) -> np.ndarray:
    """Who may attend to whom when nobody may look ahead.

    Args:
        n: the number of positions, 1 or more.

    Returns:
        mask: boolean, (n, n). mask[i, j] is True where query i may attend to key j: where j ≤ i.

    Example: causal_mask(3) is
        [[ True, False, False],
         [ True,  True, False],
         [ True,  True,  True]]
    """
    # BEGIN SOLUTION
    positions = np.arange(n)
    queries, keys = positions[:, np.newaxis], positions[np.newaxis, :]  # (n, 1), (1, n)
    return keys <= queries  # (n, n): not after me
    # END SOLUTION


def causal_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scaled dot-product attention in which no position sees a later one.

    Args:
        q: (..., T, d_k). k: (..., T, d_k). v: (..., T, d_v). The ``...`` are any leading axes, the same for all.
            None of them may be changed.

    Returns:
        output: (..., T, d_v). Its first row is v's first row: position 0 sees nothing but itself.
        weights: (..., T, T). Each row sums to 1; above the diagonal every weight is exactly 0.

    Example: q = [[1], [1]], k = [[1], [1]], v = [[10], [20]].
        The weights are [[1, 0], [0.5, 0.5]], the output [[10], [15]].
    """
    # BEGIN SOLUTION
    seq_len, d_k = q.shape[-2:]
    scores = q.astype(np.float64) @ k.swapaxes(-1, -2)  # (..., T, T), in float64: float16 ends at 65504
    scores = scores / np.sqrt(d_k)

    mask = causal_mask(seq_len)
    scores = np.where(mask, scores, -np.inf)  # before the softmax: the future is in no sum, since e^−∞ = 0

    largest = scores.max(axis=-1, keepdims=True)  # never −∞: each row sees at least itself
    exponentials = np.exp(scores - largest)
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)

    output = weights @ v  # (..., T, T) @ (..., T, d_v) → (..., T, d_v)
    return output, weights
    # END SOLUTION
