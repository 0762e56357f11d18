"""Challenge 3 · Flash attention, the idea of it.

For 100,000 tokens the weights are a grid of ten billion numbers. Flash attention gives the same output without ever
holding that grid: it walks over the keys block by block and keeps, for each query, only three things: the largest score
so far, the sum of the exponentials so far, and the weighted sum of values so far (Dao et al. 2022, section 3.1).

Save the file, and it is checked at once.
"""

import numpy as np


def flash_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, block_size: int = 16, causal: bool = False
) -> np.ndarray:
    """softmax(q @ kᵀ / √d) @ v, in blocks: no (T, T) array is ever made.

    When a block brings a larger score, everything summed up so far was measured against a maximum that was too small:
    it is corrected by exp(old maximum - new maximum) before the new block is added.

    Args:
        q, k, v: (T, d).
        block_size: how many rows a block has; any whole number from 1, the last block may be shorter.
        causal: True lets position i see positions 0 … i only.

    Returns:
        (T, d)
    """
    raise NotImplementedError
