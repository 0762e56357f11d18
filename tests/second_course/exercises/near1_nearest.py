"""The nearest point."""

import numpy as np


def nearest(points: np.ndarray, point: np.ndarray) -> int:
    """The number of the row of ``points`` (n, d) that is nearest to ``point`` (d,)."""
    raise NotImplementedError
