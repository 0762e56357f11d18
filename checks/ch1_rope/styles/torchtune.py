"""As in libraries for fine-tuning: a cache of cosines and sines, x reshaped to (…, d / 2, 2), stacked and flattened."""

import numpy as np


def build_rope_cache(positions, dim, base):
    theta = 1.0 / (base ** (np.arange(0, dim, 2)[: dim // 2] / dim))
    idx_theta = np.einsum("i,j->ij", np.asarray(positions, dtype=float), theta)
    return np.stack([np.cos(idx_theta), np.sin(idx_theta)], axis=-1)


def apply_rope(x, positions=None, base=10000.0):
    seq_len, dim = x.shape[-2:]
    if dim % 2:
        raise ValueError("dim")
    cache = build_rope_cache(np.arange(seq_len) if positions is None else positions, dim, base)
    xshaped = x.astype(float).reshape(*x.shape[:-1], -1, 2)
    x_out = np.stack(
        [
            xshaped[..., 0] * cache[..., 0] - xshaped[..., 1] * cache[..., 1],
            xshaped[..., 1] * cache[..., 0] + xshaped[..., 0] * cache[..., 1],
        ],
        -1,
    )
    return x_out.reshape(x.shape).astype(x.dtype)
