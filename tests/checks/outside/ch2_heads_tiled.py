# Repeats the shared heads with np.tile, so neighbours do not share.
# status: failed
# line: neighbours_share
# mistake: heads-dealt-in-turn
import numpy as np


def grouped_query_attention(q, k, v, causal=True):
    if q.shape[1] % k.shape[1]:
        raise ValueError("heads do not divide")
    times = q.shape[1] // k.shape[1]
    k, v = (np.tile(a, (1, times, 1, 1)) for a in (k, v))
    fit = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if causal:
        fit = np.where(np.tri(q.shape[2], dtype=bool), fit, -np.inf)
    powers = np.exp(fit - fit.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True) @ v
