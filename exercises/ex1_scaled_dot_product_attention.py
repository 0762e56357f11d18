"""Exercise 1 · Scaled dot-product attention.

Every token has a query (what it is looking for), a key (what it can be found by) and a value (what it contributes).
Attention compares each query with every key, turns the scores into weights, and adds up the values by these weights:

    attention(q, k, v) = softmax(q @ kᵀ / √d_k) @ v          (Vaswani et al. 2017, equation 1)

Write two functions. Start with softmax: it is checked on its own.

Save the file, and tutor checks it.
"""

import numpy as np


def softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """Turn numbers into weights: none is negative, and they sum to 1 along ``axis``.

        softmax(x)_i = exp(x_i) / Σ_j exp(x_j)

    exp(800) is too large for a float, but softmax([800, 801]) must work. So subtract each row's maximum first: that
    changes no weight.

    Args:
        x: any shape, numbers of any size. Do not change it.
        axis: the axis along which the weights sum to 1.

    Returns:
        weights: the same shape as x.

    Example: softmax([0, 1]) is [0.2689, 0.7311], and so is softmax([800, 801]).
    """
    raise NotImplementedError


def scaled_dot_product_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, mask: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """For each query, the sum of the values, weighted by how well their keys match it.

    The ``...`` below are any leading axes, the same for q, k and v: none, a batch, or a batch and heads.

    Args:
        q: (..., T_q, d_k), one query per row.
        k: (..., T_k, d_k), one key per row.
        v: (..., T_k, d_v), the value that belongs to each key.
        mask: boolean, broadcastable to (..., T_q, T_k). True: this query may attend to this key.
            None: every query may attend to every key.
        Do not change any of them.

    Returns:
        output: (..., T_q, d_v), the weighted sum of the values for each query.
        weights: (..., T_q, T_k). Each row sums to 1, and a masked key has weight 0. A query that may attend to no
            key (an empty row) has zero weights and a zero output.

    Example: q = [[2, 0, 2, 0]], k = [[1, 0, 1, 0], [0, 1, 0, 1]], v = [[10, 0], [0, 10]].
        The scores are [[4, 0]], and [[2, 0]] after the division by √4. The weights are [[0.8808, 0.1192]],
        and the output is [[8.808, 1.192]].
    """
    raise NotImplementedError
