"""As in the Flax port of GPT-J: a fixed table of sines and cosines, split apart, repeated, broadcast over the heads."""

import numpy as np


def create_sinusoidal_positions(positions, dim, base):
    inv_freq = 1.0 / (base ** (np.arange(0, dim, 2) / dim))
    sinusoid_inp = np.einsum("i,j->ij", positions, inv_freq)
    return np.concatenate((np.sin(sinusoid_inp), np.cos(sinusoid_inp)), axis=-1)


def rotate_every_two(tensor):
    rotate_half_tensor = np.stack((-tensor[..., 1::2], tensor[..., ::2]), axis=-1)
    return rotate_half_tensor.reshape((*rotate_half_tensor.shape[:-2], -1))


def apply_rope(x, positions=None, base=10000.0):
    if x.shape[-1] & 1:
        raise ValueError("an even width is needed")
    positions = np.arange(x.shape[-2]) if positions is None else np.asarray(positions, dtype=np.float64)
    sincos = create_sinusoidal_positions(positions, x.shape[-1], base)
    sin_pos, cos_pos = np.split(sincos, 2, axis=-1)
    sin_pos, cos_pos = sin_pos.repeat(2, 1), cos_pos.repeat(2, 1)
    return (x * cos_pos) + (rotate_every_two(x) * sin_pos)
