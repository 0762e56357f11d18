"""As in annotated implementations: a cache built on the first call of a module object, one pair of columns as a plane."""

import numpy as np


class RotaryPositionalEmbeddings:
    def __init__(self, d, base):
        self.base, self.d = base, d
        self.cos_cached = self.sin_cached = None

    def build_cache(self, seq_idx):
        theta = 1.0 / (self.base ** (np.arange(0, self.d, 2) / self.d))
        idx_theta = np.einsum("n,d->nd", seq_idx, theta)
        idx_theta2 = np.repeat(idx_theta, 2, axis=1)
        self.cos_cached, self.sin_cached = np.cos(idx_theta2), np.sin(idx_theta2)

    def neg_half(self, x):
        out = np.zeros(x.shape)
        out[..., 0::2] -= x[..., 1::2]
        out[..., 1::2] += x[..., 0::2]
        return out

    def forward(self, x, seq_idx):
        self.build_cache(seq_idx)
        return x * self.cos_cached + self.neg_half(x) * self.sin_cached


def apply_rope(x, positions=None, base=10000.0):
    if x.shape[-1] % 2:
        raise ValueError("d")
    seq_idx = np.arange(x.shape[-2]) if positions is None else np.asarray(positions)
    return RotaryPositionalEmbeddings(x.shape[-1], base).forward(x, seq_idx)
