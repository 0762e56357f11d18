"""Complex numbers as in llama: each pair is one number, times exp(i·angle)."""

import numpy as np


def precompute_freqs_cis(dim, t, theta):
    freqs = 1.0 / (theta ** (np.arange(0, dim, 2)[: (dim // 2)] / dim))
    freqs = np.outer(t, freqs)
    return np.exp(1j * freqs)


def apply_rope(x: np.ndarray, positions: np.ndarray | None = None, base: float = 10000.0) -> np.ndarray:
    dim = x.shape[-1]
    if dim % 2:
        raise ValueError("need an even number of columns")
    t = np.arange(x.shape[-2]) if positions is None else positions
    freqs_cis = precompute_freqs_cis(dim, t, base)
    x_ = x.reshape(*x.shape[:-1], -1, 2)
    xc = x_[..., 0] + 1j * x_[..., 1]
    xc = xc * freqs_cis
    return np.stack([xc.real, xc.imag], axis=-1).reshape(x.shape).astype(x.dtype)
