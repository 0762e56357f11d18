"""Challenge 3 · The idea of flash attention.

For 100,000 tokens the weights are a matrix of ten billion numbers. Flash attention gives the same output without ever
holding that matrix. It loops over the keys block by block and keeps only three things for each query: the largest score
so far, the sum of the exponentials so far, and the weighted sum of values so far (Dao et al. 2022, section 3.1).

Save the file, and tutor checks it.
"""

import numpy as np


def flash_attention(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, block_size: int = 16, causal: bool = False
) -> np.ndarray:
    """softmax(q @ kᵀ / √d) @ v, in blocks, without any (T, T) array.

    When a block has a larger score, the sums so far were computed with a maximum that was too small. Multiply them by
    exp(old maximum - new maximum) before you add the new block.

    Args:
        q, k, v: (T, d).
        block_size: the number of rows in a block, any integer from 1; the last block may be shorter.
        causal: True lets position i see only positions 0 … i.

    Returns:
        (T, d)
    """
    # BEGIN SOLUTION
    seq_len, d = q.shape
    output = np.empty((seq_len, v.shape[1]))
    for q_start in range(0, seq_len, block_size):
        q_block = q[q_start : q_start + block_size].astype(np.float64) / np.sqrt(d)  # (n, d)
        rows = np.arange(q_start, q_start + len(q_block))[:, np.newaxis]  # (n, 1): their positions

        peak = np.full((len(q_block), 1), -np.inf)  # the largest score so far, per row
        total = np.zeros((len(q_block), 1))  # the sum of exp(score - peak) so far
        weighted = np.zeros((len(q_block), v.shape[1]))  # the same sum, each term times its value

        for k_start in range(0, seq_len, block_size):
            if causal and k_start > rows[-1, 0]:
                break  # this block and all later ones are in the future
            k_block = k[k_start : k_start + block_size]
            v_block = v[k_start : k_start + block_size]
            scores = q_block @ k_block.T  # (n, m)
            if causal:
                columns = np.arange(k_start, k_start + len(k_block))
                scores = np.where(columns <= rows, scores, -np.inf)

            new_peak = np.maximum(peak, scores.max(axis=-1, keepdims=True))
            correction = np.exp(peak - new_peak)  # 0 for the first block: exp(-inf)
            weights = np.exp(scores - new_peak)
            total = total * correction + weights.sum(axis=-1, keepdims=True)
            weighted = weighted * correction + weights @ v_block
            peak = new_peak

        output[q_start : q_start + block_size] = weighted / total
    return output
    # END SOLUTION
