"""The nearest point."""

import numpy as np


def nearest(points: np.ndarray, point: np.ndarray) -> int:
    """The number of the row of ``points`` (n, d) that is nearest to ``point`` (d,)."""
    # BEGIN SOLUTION
    apart = np.asarray(points) - np.asarray(point)
    distances = (apart**2).sum(axis=-1)
    return int(distances.argmin())
    # END SOLUTION
