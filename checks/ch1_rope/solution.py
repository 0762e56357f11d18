"""Challenge 1 · Rotary positions (RoPE).

Instead of adding a pattern to a token, RoPE turns its query and its key: every pair of numbers is a point in a plane, and
position p turns it by p times the pair's own angle. A dot product of two turned vectors only feels the *difference* of
their turns. So attention sees how far apart two tokens are, and not where they stand (Su et al. 2021, section 3).

Save the file, and it is checked at once.
"""

import numpy as np


def apply_rope(x: np.ndarray, positions: np.ndarray | None = None, base: float = 10000.0) -> np.ndarray:
    """Turn every adjacent pair of columns of every row by an angle that grows with the row's position.

    Pair i is columns 2i and 2i + 1. At position p it is turned by the angle a = p · base^(-2i / d):

        new[2i]     = x[2i] · cos(a) - x[2i + 1] · sin(a)
        new[2i + 1] = x[2i] · sin(a) + x[2i + 1] · cos(a)

    Args:
        x: (..., T, d), for example (B, n_heads, T, d_head). It must not be changed.
        positions: (T,) real numbers, in any order, with gaps or fractions; None means 0, 1, … T - 1.
        base: how slow the slowest pair is.

    Returns:
        (..., T, d), in the dtype of x; the angles themselves are computed in float64.

    Raises:
        ValueError: d is odd, so that a column would be left without a partner.

    Example: apply_rope(np.array([[1.0, 0.0], [1.0, 0.0]])) is [[1, 0], [0.5403, 0.8415]]: row 1 is turned by 1 radian.
    """
    # BEGIN SOLUTION
    seq_len, d = x.shape[-2:]
    if d % 2:
        raise ValueError(f"RoPE turns pairs of columns, but d = {d} is odd")
    if positions is None:
        positions = np.arange(seq_len)
    frequencies = base ** (-np.arange(0, d, 2) / d)  # (d / 2,): 1, then slower and slower
    angles = np.asarray(positions, dtype=np.float64)[:, np.newaxis] * frequencies  # (T, d / 2)
    cos, sin = np.cos(angles), np.sin(angles)

    even, odd = x[..., 0::2], x[..., 1::2]  # (..., T, d / 2) each: the two coordinates of every point
    turned = np.empty(x.shape)  # float64 until the end
    turned[..., 0::2] = even * cos - odd * sin
    turned[..., 1::2] = even * sin + odd * cos
    return turned.astype(x.dtype)
    # END SOLUTION
