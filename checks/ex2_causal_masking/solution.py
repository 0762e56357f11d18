"""Exercise 2 · Causal masking.

A language model learns to predict the next token. If a position could see the tokens after it, there would be
nothing to learn, because the answer would be in the input. So position i may attend to positions 0 … i, itself
included, and to none after it. BERT has no such mask; GPT has it.

The mask is a table of True and False; the attention is that of exercise 1. You can copy your code from there or write
it again: this file does not import exercise 1.

Save the file, and tutor checks it.
"""

import numpy as np


def causal_mask(n: int) -> np.ndarray:
    """The mask under which no position may attend to a later one.

    Args:
        n: the number of positions, 1 or more.

    Returns:
        mask: boolean, (n, n). mask[i, j] is True where query i may attend to key j, that is, where j ≤ i.

    Example: causal_mask(3) is
        [[ True, False, False],
         [ True,  True, False],
         [ True,  True,  True]]
    """
    # BEGIN SOLUTION
    positions = np.arange(n)
    queries, keys = positions[:, np.newaxis], positions[np.newaxis, :]  # (n, 1), (1, n)
    return keys <= queries  # (n, n): True where j ≤ i
    # END SOLUTION


def causal_attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scaled dot-product attention in which no position sees a later one.

    Args:
        q: (..., T, d_k). k: (..., T, d_k). v: (..., T, d_v). The ``...`` are any leading axes, the same for all.
            Do not change any of them.

    Returns:
        output: (..., T, d_v). Its first row is v's first row, because position 0 sees only itself.
        weights: (..., T, T). Each row sums to 1; every weight above the diagonal is exactly 0.

    Example: q = [[1], [1]], k = [[1], [1]], v = [[10], [20]].
        The weights are [[1, 0], [0.5, 0.5]], and the output is [[10], [15]].
    """
    # BEGIN SOLUTION
    seq_len, d_k = q.shape[-2:]
    scores = q.astype(np.float64) @ k.swapaxes(-1, -2)  # (..., T, T), in float64: float16 ends at 65504
    scores = scores / np.sqrt(d_k)

    mask = causal_mask(seq_len)
    scores = np.where(mask, scores, -np.inf)  # before the softmax: e^−∞ = 0, so the future is in no row's sum

    largest = scores.max(axis=-1, keepdims=True)  # never −∞: each row sees at least itself
    exponentials = np.exp(scores - largest)
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)

    output = weights @ v  # (..., T, T) @ (..., T, d_v) → (..., T, d_v)
    return output, weights
    # END SOLUTION
