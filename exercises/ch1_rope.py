"""Challenge 1 · Rotary positions (RoPE).

RoPE adds nothing to a token. It rotates the query and the key: each pair of numbers is a point in a plane, and at
position p it is rotated by p times the pair's own frequency. Positions then affect the dot product only through their
*difference*, so attention sees how far apart two tokens are, not where they are (Su et al. 2021, section 3).

Save the file, and tutor checks it.
"""

import numpy as np


def apply_rope(x: np.ndarray, positions: np.ndarray | None = None, base: float = 10000.0) -> np.ndarray:
    """Rotate every pair of neighbouring columns by an angle that grows with the row's position.

    Pair i is columns 2i and 2i + 1. At position p it rotates by the angle a = p · base^(-2i / d):

        new[2i]     = x[2i] · cos(a) - x[2i + 1] · sin(a)
        new[2i + 1] = x[2i] · sin(a) + x[2i + 1] · cos(a)

    Args:
        x: (..., T, d), for example (B, n_heads, T, d_head). Do not change it.
        positions: (T,) real numbers, in any order, with gaps or fractions; None means 0, 1, … T - 1.
        base: the larger it is, the more slowly the later pairs rotate.

    Returns:
        (..., T, d). Robust: in the dtype of x, with angles computed in float64.

    Raises:
        ValueError: d is odd, so the last column has no partner (robust).

    Example: apply_rope(np.array([[1.0, 0.0], [1.0, 0.0]])) is [[1, 0], [0.5403, 0.8415]]: row 1 is rotated by 1 radian.
    """
    raise NotImplementedError
