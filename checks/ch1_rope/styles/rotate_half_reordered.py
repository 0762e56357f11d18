"""rotate_half of the half-split libraries; the columns are reordered before and restored after."""

import numpy as np


def rotate_half(x):
    half = x.shape[-1] // 2
    x1 = x[..., :half]
    x2 = x[..., half:]
    return np.concatenate((-x2, x1), axis=-1)


def apply_rope(x: np.ndarray, positions: np.ndarray | None = None, base: float = 10000.0) -> np.ndarray:
    seq_len, d = x.shape[-2:]
    if d % 2 == 1:
        raise ValueError("d must be even")
    position_ids = np.arange(seq_len) if positions is None else np.array(positions)
    inv_freq = 1.0 / base ** (np.arange(0, d, 2) / d)
    freqs = np.einsum("i,j->ij", position_ids, inv_freq)
    emb = np.concatenate((freqs, freqs), axis=-1)
    cos, sin = np.cos(emb), np.sin(emb)

    # neighbours -> halves: 0 2 4 ... 1 3 5 ...
    order = np.concatenate([np.arange(0, d, 2), np.arange(1, d, 2)])
    h = x[..., order]
    h = h * cos + rotate_half(h) * sin

    # halves -> neighbours
    back = np.argsort(order)
    return h[..., back].astype(x.dtype)
